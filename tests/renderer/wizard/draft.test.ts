import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toasts } from '../../../src-renderer/lib/ui/toasts.svelte.ts';
import { Draft } from '../../../src-renderer/routes/wizard/draft.svelte.ts';
import { draftSummary } from '../answers.ts';
import { readyRecipe, report, streamOf, wizardApi } from './wizard-fakes.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settled = () => vi.advanceTimersByTimeAsync(300);

describe('a draft', () => {
  it('is saved and checked once after several changes in a row', async () => {
    const put = vi.fn(async () => ({ updatedAtMs: 1 }));
    const api = wizardApi({ drafts: { put } });
    const draft = new Draft(api, { id: 'a', recipe: {} });
    draft.set('seed', 1);
    draft.set('seed', 2);
    expect(draft.saving).toBe('saving');
    await settled();
    expect(put.mock.calls).toEqual([[{ id: 'a', recipe: { seed: 2 }, known: null }]]);
    expect(draft.saving).toBe('saved');
  });

  it('offers the way back from what overwrites much, until something else is changed', async () => {
    const draft = new Draft(wizardApi(), { id: 'a', recipe: { seed: 1, name: 'mine' } });
    draft.overwrite({ task: 'text-classification' }, 'Another task.');
    const [offer] = toasts.shown;
    expect(offer?.title).toBe('Another task.');
    offer?.action?.run();
    expect(draft.recipe).toEqual({ seed: 1, name: 'mine' });
    toasts.hide(offer?.id ?? 0);
    draft.overwriteAll({ seed: undefined, name: undefined }, 'Reset.');
    expect(toasts.shown.map(({ title }) => title)).toEqual(['Reset.']);
    // Taking the reset back now would lose what was written after it.
    draft.set('seed', 5);
    expect(toasts.shown).toEqual([]);
    draft.close();
  });

  it('is not stored before anything is written', async () => {
    const put = vi.fn(async () => ({ updatedAtMs: 1 }));
    const draft = new Draft(wizardApi({ drafts: { put } }), { id: 'a', recipe: {} });
    await settled();
    draft.close();
    await settled();
    expect(put).not.toHaveBeenCalled();
  });

  it('says that it was not saved, and tries again at the next change', async () => {
    const put = vi.fn(async () => ({ updatedAtMs: 1 })).mockRejectedValueOnce(new Error('gone'));
    const draft = new Draft(wizardApi({ drafts: { put } }), { id: 'a', recipe: {} });
    draft.set('seed', 1);
    await settled();
    expect(draft.saving).toBe('failed');
    draft.set('seed', 2);
    await settled();
    expect(draft.saving).toBe('saved');
  });

  const refused = (code: string) =>
    new ORPCError('FINESSE', { data: { code: `store.${code}`, params: { draft: 'a' } } });

  it('names the version it was made from, one save after the other', async () => {
    const first = Promise.withResolvers<{ updatedAtMs: number }>();
    const put = vi.fn(async (_: object) => ({ updatedAtMs: 8 })).mockReturnValueOnce(first.promise);
    const draft = new Draft(wizardApi({ drafts: { put } }), { id: 'a', recipe: {}, updatedAtMs: 5 });
    draft.set('seed', 1);
    await settled();
    draft.set('seed', 2);
    await settled();
    expect(put).toHaveBeenCalledTimes(1);
    first.resolve({ updatedAtMs: 7 });
    await settled();
    expect(put.mock.calls.map(([input]) => input)).toMatchObject([{ known: 5 }, { known: 7 }]);
    expect(draft.saving).toBe('saved');
  });

  it('does not take a save of its own whose answer was lost for that of another window', async () => {
    const put = vi
      .fn(async (_: object) => ({ updatedAtMs: 9 }))
      .mockRejectedValueOnce(new Error('connection lost'))
      .mockRejectedValueOnce(refused('draftChanged'));
    const get = async () => draftSummary({ id: 'a', recipe: { seed: 1 }, updatedAtMs: 6 });
    const draft = new Draft(wizardApi({ drafts: { put, get } }), { id: 'a', recipe: {}, updatedAtMs: 5 });
    draft.set('seed', 1);
    await settled();
    draft.set('seed', 2);
    await settled();
    expect([draft.saving, draft.conflict]).toEqual(['saved', undefined]);
    expect(put.mock.calls.at(-1)).toEqual([{ id: 'a', recipe: { seed: 2 }, known: 6 }]);
  });

  it('stands still where another window has ended it, until it is kept', async () => {
    const put = vi
      .fn(async (_: object) => ({ updatedAtMs: 9 }))
      .mockRejectedValueOnce(refused('unknownDraft'));
    const get = async () => Promise.reject(refused('unknownDraft'));
    const draft = new Draft(wizardApi({ drafts: { put, get } }), { id: 'a', recipe: {}, updatedAtMs: 5 });
    draft.set('seed', 1);
    await settled();
    draft.set('seed', 2);
    await settled();
    expect([put.mock.calls.length, draft.conflict]).toEqual([1, 'gone']);
    await draft.keepOwn();
    expect(put.mock.calls.at(-1)).toEqual([{ id: 'a', recipe: { seed: 2 }, known: null }]);
    expect([draft.saving, draft.conflict]).toEqual(['saved', undefined]);
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
