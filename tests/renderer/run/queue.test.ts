import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { ActiveRuns, type Queue } from '../../../src-renderer/lib/state/active-runs.svelte.ts';
import { titleNote } from '../../../src-renderer/lib/state/title-note.svelte.ts';
import NowTraining from '../../../src-renderer/routes/NowTraining.svelte';
import QueueCard from '../../../src-renderer/routes/runs/run/train/QueueCard.svelte';
import { expectAccessible } from '../accessibility.ts';
import { fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { epochs, plan, runChanges } from './run-changes.ts';

const waiting = ['a', 'b', 'c'].map((id, key) => ({ key, id, name: `Run ${id}` }));

async function openQueue(queue: Partial<Queue> = {}) {
  const calls = {
    queue: async (): Promise<Queue> => ({ held: false, active: null, waiting, ...queue }),
    reorder: vi.fn(async () => undefined),
    cancel: vi.fn(async () => undefined),
    hold: vi.fn(async () => undefined),
  };
  const api = fakeApi({ training: calls });
  const runs = new ActiveRuns(api);
  await runs.refresh();
  renderScreen(QueueCard, { api, props: { runs, current: 'b' } });
  return calls;
}

describe('the queue', () => {
  it('is put into another order by buttons, and says so', async () => {
    const { reorder } = await openQueue();
    await fireEvent.click(screen.getByRole('button', { name: 'Move “Run c” up' }));
    expect(reorder).toHaveBeenCalledWith({ runs: ['a', 'c', 'b'] });
    expect(screen.getByRole('status').textContent).toBe('“Run c” is now number 2');
    expect(screen.getByRole('button', { name: 'Move “Run a” up' })).toHaveProperty('disabled', true);
    await expectAccessible();
  });

  it('lets runs go, is held and released', async () => {
    const { cancel, hold } = await openQueue();
    await fireEvent.click(screen.getByRole('button', { name: 'Remove “Run b” from the queue' }));
    expect(cancel).toHaveBeenCalledWith({ run: 'b' });
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Hold the queue' })).toHaveProperty('disabled', false),
    );
    await fireEvent.click(screen.getByRole('button', { name: 'Hold the queue' }));
    expect(hold).toHaveBeenCalledWith({ held: true });
  });
});

describe('what is training now', () => {
  it('stands in the menu with its share and remaining time, and in the title', async () => {
    const forever = () => new Promise<never>(() => undefined);
    let told = false;
    const changes = async () => {
      if (told) return forever();
      told = true;
      return runChanges({
        cursor: { instance: 'a', revision: 1, step: 25, log: 0, resumedCount: 0 },
        plan,
        epochs: epochs(2),
        live: { phase: 'training', done: 25, total: 0, message: null, memoryBytes: 1, stepsPerSecond: 5 },
      });
    };
    const queue = async () => ({ held: false, active: { id: '7k2m', name: 'Surface inspection' }, waiting });
    const api = fakeApi({ training: { changes, queue, listChanges: forever } });
    const runs = new ActiveRuns(api);
    await runs.refresh();
    renderScreen(NowTraining, { api, props: { runs } });
    const link = await screen.findByRole('link', { name: /Surface inspection/ });
    await waitFor(() => expect(within(link).getByText('50% · 5 secs')).toBeTruthy());
    expect(titleNote.text).toBe('50%');
    expect(screen.getByText('3 waiting')).toBeTruthy();
    await expectAccessible();
  });
});
