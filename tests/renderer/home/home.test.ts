import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { DraftSummary } from '../../../src-main/api/contract/drafts.ts';
import type { RunTableRow } from '../../../src-main/api/contract/runs.ts';
import HomeScreen from '../../../src-renderer/routes/home/HomeScreen.svelte';
import { expectAccessible } from '../accessibility.ts';
import { draftSummary, hello } from '../answers.ts';
import { type AnswersOf, fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { runRow } from '../runs/run-rows.ts';

const finished = runRow({
  id: '7k2m',
  name: 'Surface inspection',
  createdAtMs: Date.now() - 60_000,
  seconds: 45,
  sparkline: [3, 2, 1],
  highestValAccuracy: 0.85,
  test: { accuracy: 0.882 },
});

/** A sample that reports progress and ends with what goes into the recipe. */
async function* sample() {
  yield { phase: 'writing', done: 1, total: 2 };
  return {
    task: 'image-classification' as const,
    name: 'Surfaces',
    data: { path: '/s' },
    recipe: { hyperparameters: { epochs: 3 } },
  };
}

function open({
  runs = [],
  drafts = [],
  put = async () => ({ updatedAtMs: 1 }),
}: {
  runs?: RunTableRow[];
  drafts?: DraftSummary[];
  put?: AnswersOf<'drafts'>['put'];
} = {}) {
  const list = vi.fn(async () => runs);
  const api = fakeApi({
    runs: { list },
    drafts: { list: async () => drafts, put },
    system: { hello: async () => hello() },
    data: { sample: async () => sample() },
  });
  renderScreen(HomeScreen, { api, props: { path: [] } });
  return { list };
}

describe('the start page', () => {
  it('explains itself in an empty store and has one main thing to do', async () => {
    open();
    expect(await screen.findByText('Show it examples')).toBeTruthy();
    expect(document.querySelectorAll('.button.primary')).toHaveLength(1);
    await expectAccessible();
  });

  it('makes a draft of the sample and opens it in the wizard', async () => {
    const put = vi.fn(async (_: { id: string; recipe: object }) => ({ updatedAtMs: 1 }));
    open({ put });
    await fireEvent.click(await screen.findByRole('button', { name: 'Try it with sample pictures' }));
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/wizard\/[0-9a-f-]+\/data$/));
    expect(put.mock.calls[0]?.[0].recipe).toEqual({
      name: 'Surfaces',
      task: 'image-classification',
      data: { path: '/s' },
      hyperparameters: { epochs: 3 },
    });
  });

  it('shows what was there last and how good it turned out', async () => {
    const { list } = open({
      runs: [finished, { ...finished, id: '8', name: 'Under way', test: {}, state: 'interrupted' }],
      drafts: [draftSummary({ recipe: { data: { path: '/data/animals' } }, updatedAtMs: Date.now() })],
    });
    expect(await screen.findByText('88.2%')).toBeTruthy();
    expect(screen.getByText('85.0%')).toBeTruthy();
    expect(screen.getByText('Untitled training')).toBeTruthy();
    expect(screen.getByText(/^animals · /)).toBeTruthy();
    expect(await screen.findByText('ONNX Runtime')).toBeTruthy();
    expect(list).toHaveBeenCalledWith({ newest: 6 }, expect.anything());
    await expectAccessible();
  });

  it('says when it cannot be shown, and tries again', async () => {
    const list = vi.fn(() => Promise.reject(new Error('broken')));
    const api = fakeApi({
      runs: { list },
      drafts: { list: async () => [] },
      system: { hello: async () => hello() },
    });
    renderScreen(HomeScreen, { api, props: { path: [] } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(list).toHaveBeenCalledTimes(2));
  });
});
