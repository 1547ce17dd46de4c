import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import RunPage from '../../../src-renderer/routes/runs/run/RunPage.svelte';
import { expectAccessible } from '../accessibility.ts';
import { experiment, runDetails } from '../answers.ts';
import { fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';

const details = runDetails({
  state: 'finished',
  tags: ['line 3'],
  notes: 'First try',
  dataset: {
    name: 'surfaces',
    source: '/data/surfaces',
    hash: 'c2ed8162'.repeat(8),
    isThere: false,
    kind: 'image',
    numExamples: 620,
    numProblems: 1,
    duplicateGroups: 2,
    classes: [{ label: 0, name: 'sound', numTrain: 140, numValidation: 30, numTest: 30 }],
  },
  recipe: { hyperparameters: { batchSize: 16, optimizer: 'adamw' } },
  changed: [{ path: 'hyperparameters.batchSize', value: 16, default: 32 }],
  imported: true,
  seconds: 9,
  work: [
    { phase: 'loading', seconds: 0.01 },
    { phase: 'training', seconds: 6.7 },
  ],
  artefacts: [{ kind: 'model', path: 'model/model.safetensors', sizeBytes: 5_000_000 }],
  checkpoints: [
    { file: 'a', epoch: 1, step: 10, best: true },
    { file: 'b', epoch: 2, step: 20, best: true },
  ],
});

function open() {
  const edit = vi.fn(async (_: object) => undefined);
  const api = fakeApi({
    runs: { get: async () => details, edit },
    experiments: { list: async () => [experiment({ name: 'Autumn' })] },
    // What the page follows never comes; its record tells all the overview shows.
    training: { changes: () => new Promise(() => {}) },
  });
  renderScreen(RunPage, { api, props: { id: '7k2m', tab: 'overview' } });
  return edit;
}

describe('the overview of a run', () => {
  it('tells recipe, data version, files and machine, and that the data are gone', async () => {
    open();
    expect(await screen.findByText('A processor')).toBeTruthy();
    expect(screen.getByText('c2ed8162c2ed')).toBeTruthy();
    expect(screen.getByRole('row', { name: 'sound 140 30 30' })).toBeTruthy();
    expect(screen.getByText('/store/runs/7k2m')).toBeTruthy();
    const time = screen.getByText('Other, such as starting and saving').closest('li');
    expect(time?.textContent).toContain('2.3 secs'); // of 9, what no phase took
    expect(screen.getByText('Imported; nothing has been made from it here yet.')).toBeTruthy();
    expect(screen.getAllByText('best')).toHaveLength(1);
    expect(screen.queryByText('AdamW')).toBeNull(); // as by default
    await fireEvent.click(screen.getByRole('radio', { name: 'JSON' }));
    expect(screen.getByRole('region', { name: 'JSON' }).textContent).toContain('"batchSize": 16');
    await expectAccessible();
  });

  it('keeps notes, tags and experiment as they are written', async () => {
    const edit = open();
    const notes = await screen.findByLabelText<HTMLTextAreaElement>(/^Notes/);
    await fireEvent.input(notes, { target: { value: 'Second look' } });
    await fireEvent.blur(notes);
    await waitFor(() => expect(edit).toHaveBeenCalledWith({ runs: ['7k2m'], notes: 'Second look' }));
    await fireEvent.click(screen.getByRole('button', { name: /line 3/ }));
    await waitFor(() => expect(edit).toHaveBeenCalledWith({ runs: ['7k2m'], removeTags: ['line 3'] }));
    const experiment = screen.getByLabelText<HTMLSelectElement>('Experiment');
    await within(experiment).findByRole('option', { name: 'Autumn' });
    await fireEvent.change(experiment, { target: { value: 'Autumn' } });
    await waitFor(() => expect(edit).toHaveBeenCalledWith({ runs: ['7k2m'], experiment: 'Autumn' }));
  });
});
