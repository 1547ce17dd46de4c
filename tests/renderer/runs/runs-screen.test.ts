import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ListChanges } from '../../../src-main/api/contract/training.ts';
import { router } from '../../../src-renderer/lib/state/router.svelte.ts';
import Toasts from '../../../src-renderer/lib/ui/Toasts.svelte';
import RunsRoute from '../../../src-renderer/routes/runs/RunsRoute.svelte';
import RunsScreen from '../../../src-renderer/routes/runs/RunsScreen.svelte';
import type { RunRow } from '../../../src-renderer/routes/runs/table/run-row.ts';
import { expectAccessible } from '../accessibility.ts';
import { experiment, settings } from '../answers.ts';
import { type AnswersOf, fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { runRow } from './run-rows.ts';

const runs = [
  runRow({ id: 'aaaaaaaaaa', name: 'first', tags: ['paper'], experiment: 'pets', createdAtMs: 3 }),
  runRow({ id: 'bbbbbbbbbb', name: 'second', state: 'running', test: {}, createdAtMs: 2 }),
  runRow({ id: 'cccccccccc', name: 'third', model: 'resnet-18', createdAtMs: 1 }),
];

function open(
  rows: readonly RunRow[] = runs,
  more: AnswersOf<'runs'> = {},
  training: AnswersOf<'training'> = {},
) {
  const put = vi.fn(async (patch: object) => settings(patch));
  const api = fakeApi({
    settings: { get: async () => settings(), put },
    shell: { appearance: async () => undefined },
    runs: { list: vi.fn(async () => rows), ...more },
    experiments: { list: async () => [experiment()] },
    training: { listChanges: () => new Promise(() => undefined), ...training },
  });
  return { put, ...renderScreen(RunsScreen, { api, props: { path: [] } }) };
}

const grid = () => screen.findByRole('grid', { name: 'Runs' });
const shownNames = () =>
  screen.queryAllByRole('rowheader').map((cell) => within(cell).getByRole('link').textContent);

beforeEach(() => router.go('#/runs', { replace: true }));

describe('the table of runs', () => {
  it('shows every run, newest first, and is accessible', async () => {
    open();
    expect((await grid()).getAttribute('aria-rowcount')).toBe('4');
    expect(shownNames()).toEqual(['first', 'second', 'third']);
    await expectAccessible();
  });

  it('finds runs, keeps the search in the address and the settings, and clears it where nothing matches', async () => {
    const { put } = open();
    await grid();
    await fireEvent.keyDown(document.body, { key: '/' });
    const search = screen.getByRole('searchbox');
    expect(document.activeElement).toBe(search);
    await fireEvent.input(search, { target: { value: 'resnet-18' } });
    expect(shownNames()).toEqual(['third']);
    expect(router.place.query.get('q')).toBe('resnet-18');
    await waitFor(() => expect(put).toHaveBeenCalledWith({ runView: 'q=resnet-18' }));
    await fireEvent.input(search, { target: { value: 'nothing like it' } });
    await expectAccessible();
    screen.getByRole('button', { name: 'Clear all' }).click();
    await waitFor(() => expect(shownNames()).toHaveLength(3));
  });

  it('shows the filters of the address as chips that can be removed', async () => {
    router.go('#/runs?state=running', { replace: true });
    open();
    await grid();
    expect(shownNames()).toEqual(['second']);
    screen.getByRole('button', { name: 'Remove the filter State: Running' }).click();
    await waitFor(() => expect(shownNames()).toHaveLength(3));
  });

  it('sorts by a heading, and by a second one with Shift', async () => {
    open();
    await grid();
    await fireEvent.click(screen.getByRole('button', { name: 'Model' }));
    expect(screen.getByRole('columnheader', { name: 'Model' }).getAttribute('aria-sort')).toBe('ascending');
    await fireEvent.click(screen.getByRole('button', { name: 'Name' }), { shiftKey: true });
    expect(router.place.query.get('sort')).toBe('model,name');
  });

  it('moves by arrow keys, selects by Space, extends by Shift and opens by Enter', async () => {
    open();
    const table = await grid();
    await fireEvent.keyDown(table, { key: 'ArrowDown' });
    await fireEvent.keyDown(table, { key: ' ' });
    expect(screen.getByText('1 selected')).toBeTruthy();
    await fireEvent.keyDown(table, { key: 'ArrowDown', shiftKey: true });
    expect(screen.getByText('2 selected')).toBeTruthy();
    await expectAccessible();
    screen.getByRole('button', { name: 'Compare' }).click();
    await waitFor(() => expect(router.place.path).toEqual(['compare']));
    expect(router.place.query.get('ids')).toBe('bbbbbbbbbb,cccccccccc');
    await fireEvent.keyDown(table, { key: 'Escape' });
    await fireEvent.keyDown(table, { key: 'Home' });
    await fireEvent.keyDown(table, { key: 'Enter' });
    await waitFor(() => expect(router.place.path).toEqual(['runs', 'aaaaaaaaaa']));
  });

  it('opens by Enter the run that is marked, after a link in another line had the focus', async () => {
    open();
    const table = await grid();
    const line = () => document.getElementById(table.getAttribute('aria-activedescendant') ?? '')!; // one is always marked
    const third = screen.getByRole('link', { name: 'third' });
    third.focus();
    await waitFor(() => expect(line().contains(third)).toBe(true));
    await fireEvent.keyDown(third, { key: 'ArrowUp' });
    expect(within(line()).getByText('second')).toBeTruthy();
    expect(document.activeElement).toBe(table);
    await fireEvent.keyDown(table, { key: 'Enter' });
    await waitFor(() => expect(router.place.path).toEqual(['runs', 'bbbbbbbbbb']));
  });

  it('counts the time of a run in training on between two readings', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] });
    try {
      open([runRow({ id: 'bbbbbbbbbb', name: 'second', state: 'running', seconds: 65 })]);
      await grid();
      expect(screen.getByRole('gridcell', { name: /^1 min 5 s/ })).toBeTruthy();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(screen.getByRole('gridcell', { name: /^1 min 15 s/ })).toBeTruthy();
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps the cursor on its run when news put another above it', async () => {
    const { promise: news, resolve: tell } = Promise.withResolvers<ListChanges>();
    const added = runRow({ id: 'dddddddddd', name: 'fourth', createdAtMs: 4 });
    const list = async ({ runs: ids }: { runs?: readonly string[] }) => (ids === undefined ? runs : [added]);
    let asked = 0;
    const listChanges = () => (asked++ === 0 ? news : new Promise<never>(() => undefined));
    open(runs, { list }, { listChanges });
    const table = await grid();
    const current = () => document.getElementById(table.getAttribute('aria-activedescendant') ?? '');
    await fireEvent.keyDown(table, { key: 'ArrowDown' });
    expect(within(current()!).getByText('second')).toBeTruthy();
    tell({ instance: 'a', revision: 1, runs: ['dddddddddd'] });
    await waitFor(() => expect(shownNames()).toEqual(['fourth', 'first', 'second', 'third']));
    expect(within(current()!).getByText('second')).toBeTruthy();
    await fireEvent.keyDown(table, { key: 'ArrowDown' });
    expect(within(current()!).getByText('third')).toBeTruthy();
  });

  it('holds metrics against the baseline of the address, marks it, and lets it go again', async () => {
    router.go('#/runs?base=aaaaaaaaaa', { replace: true });
    open([...runs, runRow({ id: 'dddddddddd', name: 'worse', test: { accuracy: 0.8 }, createdAtMs: 0 })]);
    await grid();
    const line = (name: string) => screen.getByRole('link', { name }).closest('[role=row]') as HTMLElement; // a line
    expect(within(line('first')).getByText('Baseline')).toBeTruthy();
    expect(line('worse').textContent).toMatch(/80(\.0)?\s?%\s*−8\s*worse/);
    expect(line('third').textContent).toContain('±0');
    await expectAccessible();
    await fireEvent.click(screen.getByRole('button', { name: /Baseline: first/ }));
    expect(line('worse').textContent).not.toContain('−8');
    expect(router.place.query.get('base')).toBeNull();
  });

  it('groups runs under headings that close', async () => {
    router.go('#/runs?group=experiment', { replace: true });
    open();
    await grid();
    screen.getByRole('button', { name: 'Hide the runs of No experiment' }).click();
    await waitFor(() => expect(shownNames()).toEqual(['first']));
  });

  it('marks a favourite at once, and takes it back where that fails', async () => {
    const edit = vi.fn(async () => Promise.reject(new Error('the disk is full')));
    open(runs, { edit });
    await grid();
    const star = () => screen.getByRole('button', { name: 'Favourite: first' });
    star().click();
    await waitFor(() => expect(star().getAttribute('aria-pressed')).toBe('true'));
    expect(edit).toHaveBeenCalledWith({ runs: ['aaaaaaaaaa'], favourite: true });
    await waitFor(() => expect(star().getAttribute('aria-pressed')).toBe('false'));
  });

  it('follows runs under way: what is told replaces the row', async () => {
    let told = 0;
    const list = vi.fn(async (input: { runs?: string[] }) =>
      input.runs === undefined ? runs : [{ ...runs[1]!, name: 'second, further' }],
    );
    const listChanges = async () =>
      told++ === 0
        ? { instance: 'x', revision: 1, runs: ['bbbbbbbbbb'] }
        : new Promise<never>(() => undefined);
    open(runs, { list }, { listChanges });
    await waitFor(() => expect(shownNames()).toEqual(['first', 'second, further', 'third']));
  });

  it('keeps the search within reach of a selection, and says how many of it the filters hide', async () => {
    open();
    const table = await grid();
    await fireEvent.keyDown(table, { key: 'a', ctrlKey: true });
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'third' } });
    expect(screen.getByText('3 selected, 2 not in view')).toBeTruthy();
    await expectAccessible();
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: '' } });
    expect(screen.getByText('3 selected')).toBeTruthy();
  });

  it('takes what was archived out of the selection, and back by Undo', async () => {
    const edit = vi.fn(async (_: object) => undefined);
    open(runs, { edit });
    render(Toasts);
    const table = await grid();
    await fireEvent.keyDown(table, { key: 'a', ctrlKey: true });
    await fireEvent.click(screen.getByRole('button', { name: 'What to do with first' }));
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Archive' }));
    expect(screen.getByText('2 selected')).toBeTruthy();
    expect(shownNames()).toEqual(['second', 'third']);
    expect(await screen.findByText('1 run archived')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(edit.mock.calls.at(-1)).toEqual([{ runs: ['aaaaaaaaaa'], archived: false }]);
    expect(shownNames()).toEqual(['first', 'second', 'third']);
    expect(screen.queryByText('1 run archived')).toBeNull();
  });

  it('welcomes where there is no run yet, and offers to try again after a failure', async () => {
    const { unmount } = open([]);
    expect(await screen.findByRole('heading', { name: 'No runs yet' })).toBeTruthy();
    await expectAccessible();
    unmount();
    open(runs, { list: async () => Promise.reject(new Error('gone')) });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});

it('is announced by its title once it has been fetched', async () => {
  const api = fakeApi({
    settings: { get: async () => settings() },
    runs: { list: async () => runs },
    training: { listChanges: () => new Promise(() => undefined) },
  });
  renderScreen(RunsRoute, { api, props: { path: [] } });
  await waitFor(() => expect(document.activeElement?.id).toBe('page-title'));
});

it('asks about a .finesse file that was opened with the application', async () => {
  router.go('#/runs?import=%2Fx%2Fa.finesse', { replace: true });
  open();
  expect(await screen.findByRole('dialog', { name: 'Import runs' })).toBeTruthy();
});
