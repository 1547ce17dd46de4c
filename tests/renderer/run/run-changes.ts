// News of a run as main gives them, for tests: a plain one, with what a test wants different.
import type { RunChanges } from '../../../src-renderer/lib/state/live-run.svelte.ts';

const runBase: RunChanges['run'] = {
  id: '7k2m',
  name: 'Surface inspection',
  state: 'running',
  epochs: 0,
  bestEpoch: null,
  seconds: 0,
  errorCode: null,
  errorMessage: null,
  errorParams: {},
  resumedCount: 0,
};

type Given = Partial<Omit<RunChanges, 'run'>> & { readonly run?: Partial<RunChanges['run']> };

export function runChanges({ run, ...given }: Given = {}): RunChanges {
  return {
    cursor: { instance: 'a', revision: 1, step: 0, log: 0, resumedCount: 0 },
    whole: true,
    live: null,
    etaSeconds: null,
    batchSize: 16,
    queuePosition: null,
    queueHeld: false,
    plan: [],
    earlyStopping: null,
    steps: {},
    epochs: [],
    log: [],
    work: [],
    checkpoints: [],
    ...given,
    run: { ...runBase, ...run },
  };
}

type Phase = RunChanges['plan'][number];

export const plan: readonly Phase[] = [
  { name: 'head', epochs: 2, stepsPerEpoch: 10, trainedStages: 1, stages: 6 },
  { name: 'all', epochs: 3, stepsPerEpoch: 10, trainedStages: 6, stages: 6 },
];

/** `count` ended epochs of that plan, ten steps and ten seconds each. */
export function epochs(count: number): RunChanges['epochs'] {
  return Array.from({ length: count }, (_, at) => ({
    epoch: at + 1,
    step: (at + 1) * 10,
    phase: at < 2 ? 'head' : 'all',
    endedAtMs: 100_000 + (at + 1) * 10_000,
    metrics: {
      loss: 1 / (at + 1),
      valLoss: 1.1 / (at + 1),
      accuracy: 0.5 + at * 0.1,
      valAccuracy: 0.45 + at * 0.1,
    },
  }));
}
