import { ORPCError } from '@orpc/client';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { RecipeIssue } from '../../../src-main/api/contract/recipes.ts';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import Toasts from '../../../src-renderer/lib/ui/Toasts.svelte';
import { toasts } from '../../../src-renderer/lib/ui/toasts.svelte.ts';
import { endedDraft, rememberEnded } from '../../../src-renderer/routes/wizard/ended-drafts.ts';
import WizardScreen from '../../../src-renderer/routes/wizard/WizardScreen.svelte';
import { expectAccessible } from '../accessibility.ts';
import { draftSummary, settings } from '../answers.ts';
import { renderScreen } from '../render-screen.ts';
import { fullCheck, readyRecipe, wizardApi } from './wizard-fakes.ts';

type Kept = Parameters<ApiClient['drafts']['put']>[0];

const drafts = (recipe: Record<string, unknown>) => ({
  list: async () => [draftSummary({ name: 'Plates', recipe })],
  put: async () => ({ updatedAtMs: 1 }),
  remove: async () => undefined,
});

const show = (api = wizardApi({ drafts: drafts(readyRecipe) }), path = ['d1', 'task']) =>
  renderScreen(WizardScreen, { api, props: { path } });

describe('the wizard', () => {
  it('shows nine steps, of which the first six can be gone to', async () => {
    show();
    const steps = await screen.findByRole('navigation', { name: 'Steps' });
    expect(within(steps).getAllByRole('listitem')).toHaveLength(9);
    const links = within(steps).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toContain('#/wizard/d1/hyperparameters');
    expect(links).toHaveLength(6);
    expect(within(steps).getByRole('link', { current: 'step' }).textContent).toContain('Task');
    await expectAccessible();
  });

  it('says Ready, what it will do, and starts', async () => {
    const start = vi.fn(async () => ({ run: 'r1' }));
    const remove = vi.fn(async () => undefined);
    const list = async () => [{ ...(await drafts(readyRecipe).list())[0]!, parent: 'p1' }];
    show(wizardApi({ drafts: { ...drafts(readyRecipe), list, remove }, training: { start } }));
    const summary = await screen.findByRole('complementary', { name: 'Summary' });
    await within(summary).findByText('Ready');
    expect(summary.textContent).toContain('Finesse ResNet-10');
    expect(summary.textContent).toContain('620 examples, 2 classes');
    await fireEvent.click(within(summary).getByRole('button', { name: 'Start training' }));
    await waitFor(() => expect(window.location.hash).toBe('#/runs/r1/train'));
    // A draft that was made from a run stays its child.
    expect(start).toHaveBeenCalledWith({ recipe: readyRecipe, parent: 'p1' });
    expect(remove).toHaveBeenCalledWith({ id: 'd1' });
  });

  it('lists as an issue what a start was refused for', async () => {
    const gone: RecipeIssue = {
      step: 'data',
      path: 'data.path',
      code: 'recipe.nothingThere',
      params: { file: '/x' },
      message: 'there is nothing at /x',
    };
    let isGone = false;
    const start = vi.fn(async () => {
      isGone = true;
      throw new Error('refused');
    });
    const check = async () => (isGone ? { ...fullCheck, complete: null, issues: [gone] } : fullCheck);
    show(wizardApi({ drafts: drafts(readyRecipe), training: { start }, recipes: { check } }));
    const summary = await screen.findByRole('complementary', { name: 'Summary' });
    await within(summary).findByText('Ready');
    const button = within(summary).getByRole('button', { name: 'Start training' });
    button.focus();
    await fireEvent.click(button);
    expect(await within(summary).findByRole('link', { name: /Data: there is nothing at \/x/ })).toBeTruthy();
    expect(within(summary).getByText('Not ready')).toBeTruthy();
    // It cannot be pressed now; the focus stays where it was.
    await waitFor(() => expect(document.activeElement?.matches('[tabindex="-1"]:has(button)')).toBe(true));
  });

  it('says what is missing, each as a link to its step and field', async () => {
    show(wizardApi({ drafts: drafts({}) }));
    const link = await screen.findByRole('link', { name: /Choose the data to learn from/ });
    expect(link.getAttribute('href')).toBe('#/wizard/d1/data?field=data.path');
    const start = screen.getByRole('button', { name: 'Start training' });
    expect(start.hasAttribute('disabled')).toBe(true);
    expect(start.getAttribute('title')).toContain('still needed');
    await expectAccessible();
  });

  it('tells main’s warnings in main’s words where it has none of its own', async () => {
    show();
    expect(await screen.findByText('The batch is larger than the data.')).toBeTruthy();
  });

  it('lists the settings that differ, and gives them back one by one or all', async () => {
    const put = vi.fn(async () => ({ updatedAtMs: 1 }));
    const recipe = { ...readyRecipe, seed: 7, hyperparameters: { batchSize: 16 } };
    show(wizardApi({ drafts: { ...drafts(recipe), put } }));
    await fireEvent.click(await screen.findByRole('button', { name: /2 settings differ/ }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Reset Batch size' }));
    await waitFor(() =>
      expect(put).toHaveBeenLastCalledWith({ id: 'd1', recipe: { ...readyRecipe, seed: 7 }, known: 0 }),
    );
    await fireEvent.click(screen.getByText('Reset all'));
    await waitFor(() => expect(put).toHaveBeenLastCalledWith({ id: 'd1', recipe: readyRecipe, known: 1 }));
  });

  it('keeps the focus in the summary when the list of changed settings goes with its last entry', async () => {
    const recipe = { ...readyRecipe, seed: 7, hyperparameters: { batchSize: 16 } };
    const check = async ({ draft }: { draft: Record<string, unknown> }) =>
      draft.seed === undefined ? { ...fullCheck, changed: [] } : fullCheck;
    show(wizardApi({ drafts: drafts(recipe), recipes: { check } }));
    const list = await screen.findByRole('button', { name: /2 settings differ/ });
    list.focus();
    await fireEvent.click(list);
    const all = await screen.findByRole('button', { name: 'Reset all' });
    all.focus();
    await fireEvent.click(all);
    const none = await screen.findByText('All settings at their defaults');
    await waitFor(() => expect(document.activeElement?.contains(none)).toBe(true));
    expect(document.activeElement).not.toBe(document.body);
  });

  it('keeps the chosen level of detail in the settings', async () => {
    const put = vi.fn(async () => settings());
    show(
      wizardApi({
        drafts: drafts(readyRecipe),
        settings: { get: async () => settings(), put },
      }),
    );
    await fireEvent.click(await screen.findByRole('radio', { name: 'Expert' }));
    expect(put).toHaveBeenCalledWith({ expert: true });
  });

  it('shows the recipe, says where its JSON breaks, and takes changes over', async () => {
    const parse = vi.fn(async ({ text }: { text: string }) =>
      text.includes('oops')
        ? {
            recipe: null,
            fault: { line: 3, column: 2, code: 'x', params: {}, message: 'a name was expected' },
          }
        : { recipe: JSON.parse(text) as Record<string, unknown>, fault: null },
    );
    const put = vi.fn(async () => ({ updatedAtMs: 1 }));
    show(wizardApi({ drafts: { ...drafts(readyRecipe), put }, recipes: { parse } }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Recipe' }));
    const area = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Recipe as JSON' });
    expect(JSON.parse(area.value)).toEqual(readyRecipe);
    await fireEvent.input(area, { target: { value: '{\n oops' } });
    expect(await screen.findByText(/Line 3, column 2: a name was expected/)).toBeTruthy();
    await fireEvent.input(area, { target: { value: JSON.stringify({ ...readyRecipe, seed: 5 }) } });
    await screen.findByText('Valid JSON.');
    await fireEvent.click(screen.getByRole('button', { name: 'Use these changes' }));
    await waitFor(() =>
      expect(put).toHaveBeenLastCalledWith({ id: 'd1', recipe: { ...readyRecipe, seed: 5 }, known: 0 }),
    );
  });

  describe('the recipe in its dialog', () => {
    const parse = async ({ text }: { text: string }) => ({ recipe: JSON.parse(text), fault: null });
    const fault = (path: string, code: string): RecipeIssue => ({
      step: 'hyperparameters',
      path,
      code,
      params: {},
      message: 'is wrong',
    });
    /** Main finds two faults where a seed was written. */
    const check = async ({ draft }: { draft: Record<string, unknown> }) =>
      draft.seed === undefined
        ? fullCheck
        : {
            ...fullCheck,
            issues: [
              fault('hyperparameters.epoch', 'recipe.unknownField'),
              fault('seed', 'recipe.unexpected'),
              { ...fault('model', 'missing-model'), step: 'model' as const },
            ],
          };
    const openRecipe = async () => {
      await fireEvent.click(await screen.findByRole('button', { name: 'Recipe' }));
      return screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Recipe as JSON' });
    };
    const changed = JSON.stringify({ ...readyRecipe, seed: -3, hyperparameters: { epoch: 4 } }, null, 2);

    it('is taken over with a count of what is wrong in it, as the check that follows finds it', async () => {
      show(wizardApi({ drafts: drafts(readyRecipe), recipes: { parse, check } }));
      await fireEvent.input(await openRecipe(), { target: { value: changed } });
      await fireEvent.click(screen.getByRole('button', { name: 'Use these changes' }));
      await waitFor(() =>
        expect(toasts.shown.at(-1)).toMatchObject({
          tone: 'caution',
          title: 'The recipe was taken over; 2 things in it are wrong.',
        }),
      );
    });

    it('keeps edits that were not taken over until it is opened again', async () => {
      show(wizardApi({ drafts: drafts(readyRecipe), recipes: { parse, check } }));
      await fireEvent.input(await openRecipe(), { target: { value: changed } });
      await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
      expect(toasts.shown.at(-1)?.title).toBe('The changes to the recipe were not taken over.');
      expect((await openRecipe()).value).toBe(changed);
      expect(screen.getByText(/Your changes from before are still here/)).toBeTruthy();
      await expectAccessible();
      await fireEvent.click(screen.getByRole('button', { name: 'Discard the changes' }));
      expect(JSON.parse((await openRecipe()).value)).toEqual(readyRecipe);
      expect(screen.queryByText(/Your changes from before/)).toBeNull();
    });

    it('is where a field leads to that no step has', async () => {
      const recipe = JSON.parse(changed) as Record<string, unknown>;
      show(wizardApi({ drafts: drafts(recipe), recipes: { parse, check } }));
      await fireEvent.click(await screen.findByRole('button', { name: /^Recipe hyperparameters\.epoch/ }));
      const area = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Recipe as JSON' });
      await waitFor(() => expect(document.activeElement).toBe(area));
      expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe('"epoch"');
    });
  });

  it('says at the address of a draft that was started which run it became', async () => {
    let list = [draftSummary({ id: 'd2', name: 'Plates', recipe: readyRecipe })];
    const remove = async () => {
      list = [];
    };
    const api = wizardApi({
      drafts: { list: async () => list, put: async () => ({ updatedAtMs: 1 }), remove },
      training: { start: async () => ({ run: 'r1' }) },
    });
    const steps = window.history.length;
    const { unmount } = show(api, ['d2', 'task']);
    const summary = await screen.findByRole('complementary', { name: 'Summary' });
    await within(summary).findByText('Ready');
    await fireEvent.click(within(summary).getByRole('button', { name: 'Start training' }));
    await waitFor(() => expect(window.location.hash).toBe('#/runs/r1/train'));
    expect(window.history.length).toBe(steps);
    unmount();
    show(api, ['d2', 'data']);
    expect(await screen.findByRole('heading', { name: 'This training was started' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the run' }).getAttribute('href')).toBe('#/runs/r1/train');
    await expectAccessible();
  });

  it('lets the person choose where another window has changed the draft, and saves nothing until then', async () => {
    let stored = draftSummary({ id: 'd5', recipe: readyRecipe, updatedAtMs: 1 });
    const put = vi.fn(async ({ recipe, known }: Kept) => {
      if (known !== stored.updatedAtMs)
        throw new ORPCError('FINESSE', { data: { code: 'store.draftChanged', params: { draft: 'd5' } } });
      stored = { ...stored, recipe, updatedAtMs: stored.updatedAtMs + 1 };
      return { updatedAtMs: stored.updatedAtMs };
    });
    const start = vi.fn();
    const list = async () => [stored];
    show(wizardApi({ drafts: { list, get: async () => stored, put }, training: { start } }), ['d5', 'task']);
    const rename = async (name: string) => {
      await fireEvent.click(await screen.findByRole('button', { name: 'Change the name' }));
      const field = screen.getByRole('textbox', { name: 'Name of this training' });
      await fireEvent.input(field, { target: { value: name } });
      await fireEvent.keyDown(field, { key: 'Enter' });
    };
    await rename('Mine');
    await waitFor(() => expect(stored.updatedAtMs).toBe(2));
    stored = { ...stored, recipe: { ...readyRecipe, name: 'Theirs' }, updatedAtMs: 9 };
    await rename('Mine again');
    expect(await screen.findByText('This draft was changed in another window')).toBeTruthy();
    await expectAccessible();
    await fireEvent.click(screen.getByRole('button', { name: 'Start training' }));
    await rename('Mine once more');
    expect(start).not.toHaveBeenCalled();
    expect(stored.recipe).toEqual({ ...readyRecipe, name: 'Theirs' });
    await fireEvent.click(screen.getByRole('button', { name: 'Load the newer version' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Theirs' })).toBeTruthy();
    expect(screen.queryByText('This draft was changed in another window')).toBeNull();
    stored = { ...stored, updatedAtMs: 20 };
    await rename('Mine after all');
    await fireEvent.click(await screen.findByRole('button', { name: 'Keep this one' }));
    await waitFor(() => expect(stored.recipe).toEqual({ ...readyRecipe, name: 'Mine after all' }));
  });

  it('says at the address of a draft that was removed that it is gone, and takes any other for a new one', async () => {
    rememberEnded({ id: 'd3', run: null });
    const { unmount } = show(wizardApi(), ['d3', 'task']);
    expect(await screen.findByRole('heading', { name: 'This draft was removed' })).toBeTruthy();
    unmount();
    show(wizardApi(), ['d4', 'task']);
    expect(await screen.findByRole('heading', { name: 'Untitled training' })).toBeTruthy();
  });

  it('begins a new draft where there is none', async () => {
    renderScreen(WizardScreen, { api: wizardApi(), props: { path: [] } });
    await waitFor(() => expect(window.location.hash).toBe('#/wizard/new'));
  });

  it('lists the drafts and asks before one is removed', async () => {
    const remove = vi.fn(async () => undefined);
    const put = vi.fn(async () => ({ updatedAtMs: 2 }));
    const kept = { ...(await drafts(readyRecipe).list())[0]!, parent: 'p1' };
    const api = wizardApi({ drafts: { ...drafts(readyRecipe), get: async () => kept, put, remove } });
    renderScreen(WizardScreen, { api, props: { path: [] } });
    expect((await screen.findByRole('link', { name: /Plates/ })).getAttribute('href')).toBe(
      '#/wizard/d1/task',
    );
    await expectAccessible();
    await fireEvent.click(screen.getByRole('button', { name: 'Remove this draft: Plates' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('“Plates” and everything set in it will be gone');
    expect(remove).not.toHaveBeenCalled();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(endedDraft('d1')).toEqual({ id: 'd1', run: null }));
    expect(remove).toHaveBeenCalledWith({ id: 'd1' });
    // Undo: the same draft, of the same run, opened again.
    render(Toasts);
    await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(window.location.hash).toBe('#/wizard/d1/task'));
    expect(put).toHaveBeenCalledWith({ id: 'd1', recipe: readyRecipe, parent: 'p1', known: null });
    expect(endedDraft('d1')).toBeUndefined();
  });
});
