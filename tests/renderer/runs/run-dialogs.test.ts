import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Toasts from '../../../src-renderer/lib/ui/Toasts.svelte';
import { toasts } from '../../../src-renderer/lib/ui/toasts.svelte.ts';
import RunDialogs from '../../../src-renderer/routes/runs/dialogs/RunDialogs.svelte';
import { type DialogKind, RunActions } from '../../../src-renderer/routes/runs/run-actions.svelte.ts';
import { expectAccessible } from '../accessibility.ts';
import { experiment, runDetails } from '../answers.ts';
import { type Answers, fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { runRow } from './run-rows.ts';

function ask(
  kind: DialogKind,
  {
    runs = [runRow({ id: 'aaaaaaaaaa', name: 'first' })],
    nouns = {} as Answers,
    files = [] as string[],
  } = {},
) {
  const api = fakeApi(nouns);
  const host = { api, edit: vi.fn(async (..._: unknown[]) => true), removed: vi.fn(), reload: vi.fn() };
  const actions = new RunActions(host);
  renderScreen(RunDialogs, { api, props: { actions } });
  actions.ask(kind, runs, { files });
  return host;
}

const dialog = () => screen.findByRole('dialog');

afterEach(() => {
  for (const { id } of toasts.shown) toasts.hide(id);
});

/** Presses Undo; gives what was asked for after that. */
async function undone(host: ReturnType<typeof ask>): Promise<unknown[]> {
  render(Toasts);
  host.edit.mockClear();
  await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(host.edit).toHaveBeenCalled());
  return host.edit.mock.calls;
}

describe('deleting runs', () => {
  const removalSize = async () => ({ weightsBytes: 5e6, checkpointsBytes: 1e6, recordBytes: 2e6 });

  it('says what is lost in bytes, and keeps the record unless all is to go', async () => {
    const remove = vi.fn(async () => undefined);
    const host = ask('remove', { nouns: { runs: { removalSize, remove } } });
    const asked = within(await dialog());
    expect(await asked.findByText('Frees 6 MB')).toBeTruthy();
    await expectAccessible();
    await fireEvent.click(asked.getByRole('radio', { name: 'Delete everything' }));
    expect(asked.getByText('Frees 8 MB')).toBeTruthy();
    await fireEvent.click(asked.getByRole('button', { name: 'Delete 1 run' }));
    await waitFor(() => expect(host.removed).toHaveBeenCalledWith(['aaaaaaaaaa']));
    expect(remove).toHaveBeenCalledWith({ runs: ['aaaaaaaaaa'], keep: 'nothing' });
  });

  it('leaves runs under way alone and says so', async () => {
    const remove = vi.fn(async () => undefined);
    const runs = [runRow({ id: 'aaaaaaaaaa' }), runRow({ id: 'bbbbbbbbbb', state: 'running' })];
    ask('remove', { runs, nouns: { runs: { removalSize, remove } } });
    const asked = within(await dialog());
    expect(asked.getByText('1 run under way is left alone: stop it first.')).toBeTruthy();
    await fireEvent.click(asked.getByRole('button', { name: 'Drop the weights' }));
    await waitFor(() => expect(remove).toHaveBeenCalledWith({ runs: ['aaaaaaaaaa'], keep: 'record' }));
  });
});

describe('tags', () => {
  it('of several runs are added to all and taken from those that have them, only where they change', async () => {
    const runs = [
      runRow({ id: 'aaaaaaaaaa', tags: ['both', 'one'] }),
      runRow({ id: 'bbbbbbbbbb', tags: ['both', 'old'] }),
    ];
    const host = ask('tags', { runs });
    const asked = within(await dialog());
    await fireEvent.click(asked.getByRole('button', { name: 'Add one' }));
    await fireEvent.click(asked.getByRole('button', { name: 'Remove old' }));
    await fireEvent.input(asked.getByLabelText('New tag'), { target: { value: ' new ' } });
    await expectAccessible();
    await fireEvent.click(asked.getByRole('button', { name: 'Save' }));
    expect(host.edit).toHaveBeenCalledWith(['aaaaaaaaaa', 'bbbbbbbbbb'], {
      addTags: ['new', 'one'],
      removeTags: ['old'],
    });
    expect(toasts.shown[0]?.title).toBe('Tags of 2 runs changed');
    // Each run is given back what it had, no more.
    expect(await undone(host)).toEqual([
      [['aaaaaaaaaa'], { addTags: [], removeTags: ['new'] }],
      [['bbbbbbbbbb'], { addTags: ['old'], removeTags: ['new', 'one'] }],
    ]);
  });
});

describe('names and notes', () => {
  it('change for the run that was asked about; the whole note is fetched first', async () => {
    const get = async () => runDetails({ notes: 'a long note, whole' });
    const host = ask('note', { nouns: { runs: { get } } });
    const asked = within(await dialog());
    const field = await asked.findByLabelText<HTMLTextAreaElement>(
      'What you want to remember about this run',
    );
    await waitFor(() => expect(field.value).toBe('a long note, whole'));
    await fireEvent.input(field, { target: { value: 'shorter' } });
    await expectAccessible();
    await fireEvent.click(asked.getByRole('button', { name: 'Save' }));
    expect(host.edit).toHaveBeenCalledWith(['aaaaaaaaaa'], { notes: 'shorter' });
  });
});

describe('moving', () => {
  const experiments = { list: async () => [experiment({ numRuns: 2 })] };

  it('makes an experiment where a new one is named', async () => {
    const host = ask('move', { nouns: { experiments } });
    const asked = within(await dialog());
    await waitFor(() => asked.getByRole('option', { name: 'pets' }));
    await fireEvent.change(asked.getByLabelText('Experiment'), { target: { value: ' new' } });
    expect(asked.getByRole('button', { name: 'Move' }).hasAttribute('disabled')).toBe(true);
    await fireEvent.input(asked.getByLabelText('Name of the new experiment'), { target: { value: 'rates' } });
    await expectAccessible();
    await fireEvent.click(asked.getByRole('button', { name: 'Move' }));
    expect(host.edit).toHaveBeenCalledWith(['aaaaaaaaaa'], { experiment: 'rates' });
  });
});

describe('moving, undone', () => {
  it('brings each run back to where it was, and leaves alone what was there already', async () => {
    const runs = [
      runRow({ id: 'aaaaaaaaaa', experiment: 'pets' }),
      runRow({ id: 'bbbbbbbbbb', experiment: null }),
      runRow({ id: 'cccccccccc', experiment: 'pets' }),
      runRow({ id: 'dddddddddd', experiment: 'rates' }),
    ];
    const list = async () => ['pets', 'rates'].map((name) => experiment({ name, numRuns: 2 }));
    const host = ask('move', { runs, nouns: { experiments: { list } } });
    const asked = within(await dialog());
    await waitFor(() => asked.getByRole('option', { name: 'rates' }));
    await fireEvent.change(asked.getByLabelText('Experiment'), { target: { value: 'rates' } });
    await fireEvent.click(asked.getByRole('button', { name: 'Move' }));
    expect(host.edit).toHaveBeenCalledWith(['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'], {
      experiment: 'rates',
    });
    expect(toasts.shown[0]?.title).toBe('3 runs moved to rates');
    expect(await undone(host)).toEqual([
      [['aaaaaaaaaa', 'cccccccccc'], { experiment: 'pets' }],
      [['bbbbbbbbbb'], { experiment: null }],
    ]);
  });
});

describe('experiments', () => {
  it('are deleted only after saying what stays', async () => {
    const remove = vi.fn(async () => undefined);
    const list = async () => [experiment({ numRuns: 2 })];
    ask('experiments', { runs: [], nouns: { experiments: { list, remove } } });
    const asked = within(await dialog());
    await fireEvent.click(await asked.findByRole('button', { name: 'Delete the experiment pets' }));
    expect(asked.getByText('Its 2 runs stay, without an experiment.')).toBeTruthy();
    await expectAccessible();
    await fireEvent.click(asked.getByRole('button', { name: 'Delete' }));
    expect(remove).toHaveBeenCalledWith({ name: 'pets' });
  });
});

describe('.finesse files', () => {
  async function* progress<Result>(result: Result) {
    yield { phase: 'runs', done: 1, total: 2 };
    return result;
  }
  const roots = async () => ({ dialogs: true, folders: [] });
  const brought = {
    id: 'a',
    name: 'brought',
    task: '',
    model: '',
    state: 'finished',
    createdAtMs: 1,
    testAccuracy: 0.9,
    weights: true,
    exists: false,
  };
  const summary = {
    file: '/x/a.finesse',
    sizeBytes: 9,
    finesse: '0.1.0',
    createdAtMs: 1,
    experiment: null,
    texts: false,
    runs: [brought, { ...brought, id: 'b', name: 'known', testAccuracy: null, weights: false, exists: true }],
  };

  it('are written where the person says, with what was chosen', async () => {
    const written = vi.fn(async () =>
      progress({ file: '/x/first.finesse', sizeBytes: 9, numRuns: 1, numWithWeights: 1 }),
    );
    const choose = vi.fn(async () => ({ paths: ['/x/first.finesse'] }));
    ask('export', { nouns: { files: { roots, choose }, bundles: { export: written } } });
    const asked = within(await dialog());
    await expectAccessible();
    await fireEvent.click(asked.getByRole('switch', { name: /With the trained models/ }));
    await fireEvent.click(asked.getByRole('button', { name: 'Export' }));
    await waitFor(() =>
      expect(written).toHaveBeenCalledWith(
        { file: '/x/first.finesse', runs: ['aaaaaaaaaa'], weights: false, texts: false },
        expect.anything(),
      ),
    );
    expect(choose).toHaveBeenCalledWith(
      expect.objectContaining({ mode: 'save', suggested: 'first.finesse' }),
    );
  });

  it('are looked at before anything is added, and a damaged one says what is wrong', async () => {
    const add = vi.fn(async () => Promise.reject(new Error('the hash of run.json is another')));
    const choose = async () => ({ paths: ['/x/a.finesse'] });
    const host = ask('import', {
      runs: [],
      nouns: { files: { roots, choose }, bundles: { inspect: async () => summary, import: add } },
    });
    const asked = within(await dialog());
    await fireEvent.click(asked.getByRole('button', { name: 'Choose…' }));
    expect(await asked.findByText('brought')).toBeTruthy();
    expect(asked.getByText('here already')).toBeTruthy();
    await expectAccessible();
    await fireEvent.click(asked.getByRole('button', { name: 'Import 1 run' }));
    expect(await asked.findByText('the hash of run.json is another')).toBeTruthy();
    expect(host.reload).not.toHaveBeenCalled();
  });

  it('of several files is done one after the other, and a file can be left out', async () => {
    const summaryOf = async ({ file }: { file: string }) => ({
      ...summary,
      file,
      runs: [{ ...brought, id: file, name: `run of ${file}` }],
    });
    const add = vi.fn(async ({ file }: { file: string }) =>
      progress({ runs: [{ id: file, name: file, outcome: 'added' as const, withWeights: false }] }),
    );
    const files = ['a.finesse', 'b.finesse', 'c.finesse'];
    const host = ask('import', { runs: [], nouns: { bundles: { inspect: summaryOf, import: add } }, files });
    const asked = within(await dialog());
    expect(await asked.findByText('run of a.finesse')).toBeTruthy();
    expect(asked.getByText('2 more files after it')).toBeTruthy();
    await fireEvent.click(asked.getByRole('button', { name: 'Leave this file out' }));
    expect(await asked.findByText('run of b.finesse')).toBeTruthy();
    await fireEvent.click(asked.getByRole('button', { name: 'Import 1 run' }));
    expect(await asked.findByText('run of c.finesse')).toBeTruthy();
    await fireEvent.click(asked.getByRole('button', { name: 'Import 1 run' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(add.mock.calls.map(([{ file }]) => file)).toEqual(['b.finesse', 'c.finesse']);
    expect(host.reload).toHaveBeenCalledTimes(2);
  });
});
