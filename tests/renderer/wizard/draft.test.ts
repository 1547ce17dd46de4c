import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Draft } from '../../../src-renderer/routes/wizard/draft.svelte.ts';
import { readyRecipe, report, streamOf, wizardApi } from './wizard-fakes.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settled = () => vi.advanceTimersByTimeAsync(300);

describe('a draft', () => {
  it('is saved and checked once after several changes in a row', async () => {
    const put = vi.fn(async () => undefined);
    const api = wizardApi({ drafts: { put } });
    const draft = new Draft(api, { id: 'a', recipe: {} });
    draft.set('seed', 1);
    draft.set('seed', 2);
    expect(draft.saving).toBe('saving');
    await settled();
    expect(put.mock.calls).toEqual([[{ id: 'a', recipe: { seed: 2 } }]]);
    expect(draft.saving).toBe('saved');
  });

  it('is not stored before anything is written', async () => {
    const put = vi.fn(async () => undefined);
    const draft = new Draft(wizardApi({ drafts: { put } }), { id: 'a', recipe: {} });
    await settled();
    draft.close();
    await settled();
    expect(put).not.toHaveBeenCalled();
  });

  it('says that it was not saved, and tries again at the next change', async () => {
    const put = vi.fn(async (): Promise<void> => undefined).mockRejectedValueOnce(new Error('gone'));
    const draft = new Draft(wizardApi({ drafts: { put } }), { id: 'a', recipe: {} });
    draft.set('seed', 1);
    await settled();
    expect(draft.saving).toBe('failed');
    draft.set('seed', 2);
    await settled();
    expect(draft.saving).toBe('saved');
  });

  it('is ready when nothing is missing and its data was read', async () => {
    const draft = new Draft(wizardApi(), { id: 'a', recipe: readyRecipe });
    expect(draft.ready).toBe(false);
    await settled();
    expect(draft.issues).toEqual([]);
    expect(draft.dataset?.numExamples).toBe(620);
    expect(draft.ready).toBe(true);
  });

  it('is not ready while its data cannot be used', async () => {
    const fault = { code: 'data.no-class-folders', message: 'found no folder', params: {} };
    const inspect = streamOf({ ...report, dataset: null, fault });
    const draft = new Draft(wizardApi({ data: { inspect } }), { id: 'a', recipe: readyRecipe });
    await settled();
    expect(draft.ready).toBe(false);
    expect(draft.issues.map(({ code, path }) => [code, path])).toEqual([['data-unusable', 'data.path']]);
    expect(draft.stepState('data')).toEqual({ state: 'attention', count: 1 });
  });

  it('reads its data again only when something about the data has changed', async () => {
    const inspect = vi.fn(streamOf(report));
    const draft = new Draft(wizardApi({ data: { inspect } }), { id: 'a', recipe: readyRecipe });
    await settled();
    draft.set('hyperparameters.epochs', 3);
    await settled();
    expect(inspect).toHaveBeenCalledTimes(1);
    draft.set('data.duplicates', 'drop');
    await settled();
    expect(inspect).toHaveBeenCalledTimes(2);
  });

  it('does not go on calling missing what has been chosen since the last answer', async () => {
    const draft = new Draft(wizardApi(), { id: 'a', recipe: {} });
    await settled();
    expect(draft.issues.map(({ code }) => code)).toEqual(['missing-task', 'missing-model', 'missing-data']);
    draft.set('task', 'image-classification');
    expect(draft.issues.map(({ code }) => code)).toEqual(['missing-model', 'missing-data']);
  });

  it('says of each step whether it was seen, is done, or needs attention', async () => {
    const draft = new Draft(wizardApi(), { id: 'a', recipe: { task: 'image-classification' } });
    await settled();
    draft.visit('model');
    expect(draft.stepState('model').state).toBe('attention');
    expect(draft.stepState('data').state).toBe('new');
    expect(draft.stepState('adaptation').state).toBe('new');
    draft.visit('adaptation');
    expect(draft.stepState('adaptation').state).toBe('done');
  });
});
