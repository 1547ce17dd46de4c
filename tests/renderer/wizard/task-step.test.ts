import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Template } from '../../../src-main/api/contract/recipes.ts';
import { Draft } from '../../../src-renderer/routes/wizard/draft.svelte.ts';
import TaskStep from '../../../src-renderer/routes/wizard/steps/task/TaskStep.svelte';
import {
  isInForce,
  templateInForce,
  templateSettings,
} from '../../../src-renderer/routes/wizard/steps/task/template-state.ts';
import { expectAccessible } from '../accessibility.ts';
import type { Answers } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { readyRecipe, streamOf, wizardApi } from './wizard-fakes.ts';

const quality: Template = {
  id: 'general-quality-control',
  domain: 'general',
  task: 'image-classification',
  model: 'finesse-resnet-10',
  recipe: {
    task: 'image-classification',
    model: { weights: 'finesse-resnet-10' },
    data: { testFraction: 0.2 },
    preprocessing: { imageSize: 96, augmentation: { verticalFlip: true } },
  },
  reasons: [{ path: 'preprocessing.augmentation', reason: 'no-up-or-down' }],
  needs: { examplesPerClass: 100, metric: 'recall' },
};
const texts: Template = {
  ...quality,
  id: 'service-urgency',
  domain: 'customer-service',
  task: 'text-classification',
  recipe: { task: 'text-classification' },
};

function show(recipe: Record<string, unknown>, answers: Answers = {}) {
  const api = wizardApi({ recipes: { templates: async () => [quality, texts] }, ...answers });
  const draft = new Draft(api, { id: 'd1', recipe });
  renderScreen(TaskStep, { api, props: { draft } });
  return draft;
}

describe('the task step', () => {
  it('sets the task', async () => {
    const draft = show({ name: 'Plates' });
    await fireEvent.click(screen.getByRole('radio', { name: 'Text classification' }));
    expect(draft.recipe).toEqual({ name: 'Plates', task: 'text-classification' });
    await screen.findByText('Urgency');
    await expectAccessible();
  });

  it('asks before another task clears a draft with data, and leaves it alone when cancelled', async () => {
    const draft = show(readyRecipe);
    const other = screen.getByRole<HTMLInputElement>('radio', { name: 'Text classification' });
    await fireEvent.click(other);
    const dialog = await screen.findByRole('dialog');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(draft.recipe).toEqual(readyRecipe);
    expect(other.checked).toBe(false);
    await fireEvent.click(other);
    await fireEvent.click(await screen.findByRole('button', { name: 'Change the task' }));
    expect(draft.recipe).toEqual({ task: 'text-classification' });
  });

  it('uses a template, keeps the data, and shows what was set and why', async () => {
    const draft = show(readyRecipe);
    await fireEvent.click(await screen.findByRole('button', { name: 'Use: Quality control' }));
    expect(draft.recipe).toEqual({ ...quality.recipe, data: { path: '/pictures', testFraction: 0.2 } });
    expect(await screen.findByText('In use')).toBeTruthy();
    expect(screen.getByText('3 settings were made')).toBeTruthy();
    expect(screen.getByText('there is no up or down')).toBeTruthy();
  });

  it('makes a draft that can be started from sample data', async () => {
    const sample = vi.fn(
      streamOf({
        task: 'image-classification',
        name: 'Surface inspection',
        data: { path: '/sample' },
        recipe: { model: { weights: 'finesse-resnet-10' } },
      }),
    );
    const draft = show({}, { data: { sample } });
    await fireEvent.click(screen.getByRole('button', { name: 'Try with sample pictures' }));
    await waitFor(() => expect(draft.ready).toBe(true));
    expect(draft.recipe).toEqual({
      task: 'image-classification',
      name: 'Surface inspection',
      data: { path: '/sample' },
      model: { weights: 'finesse-resnet-10' },
    });
  });

  it('begins another draft for sample data when this one has data of its own', async () => {
    const put = vi.fn(async () => ({ updatedAtMs: 1 }));
    const sample = streamOf({ task: 'image-classification', name: 'S', data: { path: '/s' }, recipe: {} });
    const draft = show(readyRecipe, { data: { sample }, drafts: { put } });
    await fireEvent.click(screen.getByRole('button', { name: 'Try with sample pictures' }));
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/wizard\/[0-9a-f-]{36}\/task$/));
    expect(draft.recipe).toEqual(readyRecipe);
  });
});

describe('templates', () => {
  it('are in force when all they set stands in the draft', () => {
    expect(isInForce(quality, readyRecipe)).toBe(false);
    expect(isInForce(quality, { ...quality.recipe, seed: 3 })).toBe(true);
  });

  it('that set more win over those that are a part of them', () => {
    const part = { id: 'part', recipe: { task: 'image-classification' } };
    expect(templateInForce([part, { ...quality }], quality.recipe)?.id).toBe(quality.id);
    expect(templateInForce([part, { ...quality }], { task: 'image-classification' })?.id).toBe('part');
  });

  it('say what they set, with the reason of the whole group', () => {
    expect(templateSettings(quality)).toEqual([
      { path: 'data.testFraction', value: 0.2, reason: undefined },
      { path: 'preprocessing.imageSize', value: 96, reason: undefined },
      { path: 'preprocessing.augmentation.verticalFlip', value: true, reason: 'no-up-or-down' },
    ]);
  });
});
