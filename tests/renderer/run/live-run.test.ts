import { flushSync } from 'svelte';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { ConnectionLostError } from '../../../src-renderer/lib/api/connection-lost.ts';
import { LiveRun, type RunChanges } from '../../../src-renderer/lib/state/live-run.svelte.ts';
import { fakeApi } from '../fake-api.ts';
import { epochs, plan, runChanges } from './run-changes.ts';

type Asked = Parameters<ApiClient['training']['changes']>[0];

const cursor = (step: number, resumedCount = 0): RunChanges['cursor'] => ({
  instance: 'a',
  revision: step,
  step,
  log: step,
  resumedCount,
});
const points = (from: number, until: number) =>
  Array.from({ length: until - from + 1 }, (_, at) => [from + at, (from + at) / 10] as const);

/** Answers in order, then waits as main does while there is nothing new. */
function runOver(answers: readonly (RunChanges | Error)[]) {
  const asked: Asked[] = [];
  const left = [...answers];
  const changes = async (input: Asked, { signal }: { readonly signal?: AbortSignal }) => {
    asked.push(input);
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    if (answer !== undefined) return answer;
    return new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  };
  const live = new LiveRun(fakeApi({ training: { changes } }), '7k2m', { gapMs: 0 });
  onTestFinished(live.follow());
  const settled = () => vi.waitFor(() => expect(asked.length).toBe(answers.length + 1));
  return { live, asked, settled };
}

describe('LiveRun', () => {
  it('adds what is new to what it has and asks on from there', async () => {
    const { live, asked, settled } = runOver([
      runChanges({ cursor: cursor(3), steps: { loss: points(1, 3) } }),
      runChanges({ whole: false, cursor: cursor(5), steps: { loss: points(4, 5) } }),
    ]);
    await settled();
    expect(live.curves.loss?.steps).toEqual([1, 2, 3, 4, 5]);
    expect(live.curves.loss?.values).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(asked.map(({ since }) => since?.step)).toEqual([undefined, 3, 5]);
  });

  it('takes no point twice', async () => {
    const { live, settled } = runOver([
      runChanges({ cursor: cursor(3), steps: { loss: points(1, 3) } }),
      runChanges({ whole: false, cursor: cursor(4), steps: { loss: points(2, 4) } }),
    ]);
    await settled();
    expect(live.curves.loss?.steps).toEqual([1, 2, 3, 4]);
  });

  it('goes on where it stood when the connection was lost and is back', async () => {
    const { live, asked, settled } = runOver([
      runChanges({ cursor: cursor(3), steps: { loss: points(1, 3) } }),
      new ConnectionLostError(async () => undefined),
      runChanges({ whole: false, cursor: cursor(9), steps: { loss: points(4, 9) } }),
    ]);
    await settled();
    expect(asked[2]?.since?.step).toBe(3);
    expect(live.curves.loss?.steps).toHaveLength(9);
    expect(live.error).toBeUndefined();
  });

  it('begins anew when the run was resumed from further back', async () => {
    const log = [{ atMs: 1, level: 'info', message: 'one', code: null, params: {} }] as const;
    const { live, settled } = runOver([
      runChanges({ cursor: cursor(9), steps: { loss: points(1, 9) }, log }),
      runChanges({ cursor: cursor(6, 1), steps: { loss: points(1, 6) }, log }),
    ]);
    await settled();
    expect(live.curves.loss?.steps.at(-1)).toBe(6);
    expect(live.log).toHaveLength(1);
  });

  it('tells of an error, and asks again from where it stood when told to', async () => {
    const { live, asked } = runOver([
      runChanges({ cursor: cursor(3), steps: { loss: points(1, 3) } }),
      new Error('broken'),
      runChanges({ whole: false, cursor: cursor(4), steps: { loss: points(4, 4) } }),
    ]);
    await vi.waitFor(() => expect(live.error).toBeInstanceOf(Error));
    live.retry();
    await vi.waitFor(() => expect(asked).toHaveLength(4));
    flushSync();
    expect(live.error).toBeUndefined();
    expect(live.curves.loss?.steps).toEqual([1, 2, 3, 4]);
  });

  it('knows how long the run still takes at its present speed', async () => {
    const { live, settled } = runOver([
      runChanges({
        cursor: cursor(25),
        plan,
        epochs: epochs(2),
        live: { phase: 'training', done: 25, total: 0, message: null, memoryBytes: 1, stepsPerSecond: 5 },
      }),
    ]);
    await settled();
    expect(live.progress).toMatchObject({ step: 25, steps: 50, epoch: 3, epochs: 5 });
    expect(live.etaSeconds).toBe(5);
  });

  it('is asked for once, however many follow it, until the last one leaves', async () => {
    const { live, asked, settled } = runOver([runChanges()]);
    const leave = live.follow();
    await settled();
    leave();
    leave();
    await new Promise((done) => setTimeout(done, 10));
    expect(asked).toHaveLength(2);
  });
});
