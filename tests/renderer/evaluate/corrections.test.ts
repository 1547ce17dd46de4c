// Mistakes corrected one after the other, the queue of corrections, and the training that is made with them.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import Toasts from '../../../src-renderer/lib/ui/Toasts.svelte';
import type { Correction } from '../../../src-renderer/routes/runs/run/evaluate/corrections/corrections-state.svelte.ts';
import EvaluateTab from '../../../src-renderer/routes/runs/run/evaluate/EvaluateTab.svelte';
import { expectAccessible } from '../accessibility.ts';
import { runDetails } from '../answers.ts';
import { fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { streamOf } from '../wizard/wizard-fakes.ts';
import { report } from './report.ts';

type Page = Parameters<ApiClient['evaluation']['examples']>[0];

const hash = (index: number) => String(index).repeat(64).slice(0, 64);

const example = (index: number) => ({
  index,
  source: { path: `/plates/scratched/${index}.png` },
  contentHash: hash(index),
  media: `/media/prediction/7k2m/${index}`,
  label: 'scratched',
  predicted: 'good',
  correct: false,
  probability: 0.91,
  labelProbability: 0.09,
  loss: 2.4,
  lossRank: index,
  top: [
    { name: 'good', probability: 0.91 },
    { name: 'scratched', probability: 0.09 },
  ],
});

/** An API that keeps corrections as the main process does. */
function correctable(split: Correction['split'] = 'test', numExamples = 3) {
  let kept: Correction[] = [];
  const write = (contentHash: string, change: Partial<Correction>) => {
    const before = kept.find((one) => one.contentHash === contentHash);
    const index = before?.exampleIndex ?? Number(contentHash[0]);
    const fresh = {
      contentHash,
      sourcePath: `/plates/scratched/${index}.png`,
      sourceRow: null,
      text: null,
      media: null,
      runId: '7k2m',
      exampleIndex: index,
      split,
      from: 'scratched',
      to: null,
      note: '',
      createdAtMs: 1,
      applied: false,
    };
    kept = [...kept.filter((one) => one !== before), { ...fresh, ...before, ...change }].filter(
      ({ from, to }) => from !== to,
    );
  };
  const corrections = {
    list: async () => ({ dataPath: '/plates', corrections: kept }),
    put: vi.fn(async ({ index, to }: { index: number; to: string | null }) => write(hash(index), { to })),
    change: vi.fn(async ({ contentHash, run: _, ...change }: { contentHash: string; run: string }) =>
      write(contentHash, change),
    ),
    remove: vi.fn(async ({ contentHashes }: { contentHashes: string[] }) => {
      kept = kept.filter((one) => !contentHashes.includes(one.contentHash));
    }),
    train: vi.fn(async () => ({ run: 'child', name: 'Plates 2' })),
  };
  const all = Array.from({ length: numExamples }, (_, at) => example(at + 1));
  const evaluation = {
    report: async () => report,
    advice: async () => [],
    calibration: async () => ({ before: { ...report.calibration }, fitted: null, unavailable: null }),
    slices: async () => [],
    list: async () => [],
    splits: async () => [
      { split: 'test' as const, examples: 20, ready: true },
      { split: 'train' as const, examples: 60, ready: false },
    ],
    examples: vi.fn(async ({ offset = 0, limit = 60 }: Page) => ({
      total: all.length,
      all: 20,
      examples: all.slice(offset, offset + Math.min(limit, 2)),
    })),
    thresholds: () => new Promise<never>(() => undefined),
    lookThrough: vi.fn(streamOf(60)),
  };
  const runs = { get: async () => runDetails() };
  const api = fakeApi({ corrections, evaluation, runs });
  renderScreen(EvaluateTab, { api, props: { run: '7k2m', task: 'image-classification', finished: true } });
  return { corrections, evaluation };
}

async function openViewer(): Promise<HTMLElement> {
  await fireEvent.click(await screen.findByAltText('scratched/1.png'));
  return screen.findByRole('dialog');
}

const press = (key: string) => fireEvent.keyDown(window, { key });

describe('the viewer of examples', () => {
  it('goes through the whole list by keys, past the page that was fetched, and is accessible', async () => {
    correctable();
    const viewer = await openViewer();
    expect(within(viewer).getByRole('status').textContent).toMatch(/1 of 3\s+· loss rank 1 of 20/);
    await expectAccessible();
    await press('k');
    expect(within(viewer).getByText('scratched/1.png')).toBeTruthy();
    await press('j');
    await within(viewer).findByText('scratched/2.png');
    await press('ArrowRight');
    await within(viewer).findByText('scratched/3.png');
    expect(within(viewer).getByRole('button', { name: 'Next' }).hasAttribute('disabled')).toBe(true);
    await press('ArrowLeft');
    await within(viewer).findByText('scratched/2.png');
  });

  it('takes the model at its word, leaves out, and undoes step by step', async () => {
    const { corrections } = correctable();
    const viewer = await openViewer();
    await press('a');
    await waitFor(() => expect(within(viewer).getByRole('combobox')).toHaveProperty('value', 'good'));
    expect(within(viewer).getByText(/changes what the next training is measured with/)).toBeTruthy();
    await press('j');
    await within(viewer).findByText('scratched/2.png');
    await press('x');
    await within(viewer).findAllByText('left out');
    expect(corrections.put.mock.calls.map(([input]) => input)).toEqual([
      { run: '7k2m', index: 1, to: 'good' },
      { run: '7k2m', index: 2, to: null },
    ]);
    await press('j');
    await within(viewer).findByText('scratched/3.png');
    // Undo shows what it is about.
    await press('u');
    await within(viewer).findByText('scratched/2.png');
    await press('u');
    await within(viewer).findByText('scratched/1.png');
    await waitFor(() => expect(within(viewer).getByRole('combobox')).toHaveProperty('value', 'scratched'));
    expect(within(viewer).getByRole('button', { name: 'Undo' }).hasAttribute('disabled')).toBe(true);
  });

  it('leaves the keys to the field they are typed into', async () => {
    const { corrections } = correctable();
    const viewer = await openViewer();
    await fireEvent.keyDown(within(viewer).getByRole('combobox'), { key: 'a', bubbles: true });
    await fireEvent.keyDown(window, { key: 'a', ctrlKey: true });
    expect(corrections.put).not.toHaveBeenCalled();
  });
});

describe('the queue of corrections', () => {
  it('is there once something was corrected, can be edited, and trains again in one press', async () => {
    const { corrections } = correctable();
    expect(screen.queryByText('Corrections')).toBeNull();
    await openViewer();
    await press('a');
    await press('Escape');
    const train = await screen.findByRole('button', { name: 'Train again with 1 correction', hidden: true });
    expect(screen.getByText(/1 correction is in the test split/)).toBeTruthy();
    expect(screen.getByText(/learns from the same examples/)).toBeTruthy();
    await fireEvent.change(screen.getByLabelText('What scratched/1.png is'), { target: { value: '' } });
    await waitFor(() =>
      expect(corrections.change).toHaveBeenCalledWith(expect.objectContaining({ to: null })),
    );
    const note = screen.getByLabelText('Note on scratched/1.png');
    await fireEvent.change(note, { target: { value: 'a hair on the lens' } });
    await waitFor(() =>
      expect(corrections.change).toHaveBeenLastCalledWith(
        expect.objectContaining({ note: 'a hair on the lens' }),
      ),
    );
    await fireEvent.click(train);
    await waitFor(() => expect(window.location.hash).toBe('#/runs/child/train'));
    expect(corrections.train).toHaveBeenCalledWith({ run: '7k2m' });
  });

  it('says nothing of the measuring stick where only training examples were corrected, and forgets on demand', async () => {
    const { corrections } = correctable('train');
    await openViewer();
    await press('x');
    await press('Escape');
    const name = 'Remove the correction of scratched/1.png';
    const remove = await screen.findByRole('button', { name, hidden: true });
    expect(screen.queryByText(/in the test split/)).toBeNull();
    await fireEvent.click(remove);
    await waitFor(() => expect(screen.queryByText('Corrections')).toBeNull());
    expect(corrections.remove).toHaveBeenCalledWith({ run: '7k2m', contentHashes: [hash(1)] });
    render(Toasts);
    const said = screen.getByRole('region', { name: 'Finesse', hidden: true });
    await fireEvent.click(await within(said).findByRole('button', { name: 'Undo', hidden: true }));
    expect(await screen.findByText('Corrections')).toBeTruthy();
    expect(corrections.put).toHaveBeenLastCalledWith({ run: '7k2m', index: 1, to: null, note: '' });
  });
});

describe('another part of the data', () => {
  it('is asked about first, and then looked through like the test examples', async () => {
    const { evaluation } = correctable();
    await fireEvent.change(await screen.findByLabelText('Part of the data'), { target: { value: 'train' } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Look through them' }));
    await waitFor(() =>
      expect(evaluation.lookThrough).toHaveBeenCalledWith({ run: '7k2m', split: 'train' }, expect.anything()),
    );
    await waitFor(() =>
      expect(evaluation.examples).toHaveBeenLastCalledWith(
        expect.objectContaining({ split: 'train', correct: false }),
        expect.anything(),
      ),
    );
  });
});
