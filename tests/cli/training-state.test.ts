import { describe, expect, it } from 'vitest';
import {
  epochLine,
  initialState,
  nextState,
  progressLine,
  stepRate,
  type TrainingState,
} from '../../src-main/cli/training-state.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';

const recipe = recipeSchema.parse({
  task: 'image-classification',
  model: { weights: 'w' },
  data: { path: 'd' },
  hyperparameters: { epochs: 10, batchSize: 16 },
});

function stateAfter(...events: [atMs: number, event: TrainingEvent][]): TrainingState {
  return events.reduce((state, [atMs, event]) => nextState(state, event, atMs), initialState(recipe));
}

const examples = Array.from({ length: 320 }, () => ({
  source: { path: '' },
  contentHash: '',
  label: 0,
  split: 'train' as const,
}));
const version = {
  hash: '',
  kind: 'image' as const,
  path: '',
  classes: ['a'],
  examples,
  problems: [],
  duplicateGroups: 0,
};
const dataset: TrainingEvent = { type: 'dataset', version };
const step = (at: number, epoch: number, loss = 0.5): TrainingEvent => ({
  type: 'step',
  step: at,
  epoch,
  phase: 'head',
  metrics: { loss },
  earlier: [],
});

describe('the progress line', () => {
  it('says which work is done before training', () => {
    const state = stateAfter([0, { type: 'work', phase: 'caching-features', done: 25, total: 100 }]);
    expect(progressLine(state)).toBe('caching features  [#####---------------] 25/100');
  });

  it('gives epoch, share, rate, time left and loss: 20 steps of 16 examples an epoch, 10 steps a second', () => {
    const state = stateAfter([0, dataset], [0, step(1, 1)], [900, step(10, 1, 0.25)]);
    expect(stepRate(state)).toBe(10);
    // 9 epochs of 2 s and half of this one are left.
    expect(progressLine(state)).toBe(
      'head  epoch 1/10  [##########----------]  50 %  160 examples/s  ETA 19.0 s  loss 0.2500',
    );
  });

  it('begins a new epoch with an empty bar', () => {
    const end: TrainingEvent = { type: 'epoch', epoch: 1, step: 20, phase: 'head', metrics: { loss: 0.4 } };
    const state = stateAfter([0, dataset], [0, step(20, 1)], [1, end], [100, step(21, 2)]);
    expect(progressLine(state)).toContain('epoch 2/10  [#-------------------]   5 %');
  });

  it('knows its place after a resumption in the middle of an epoch', () => {
    const state = stateAfter([0, dataset], [0, step(35, 2)]);
    expect(progressLine(state)).toContain('epoch 2/10');
  });

  it('keeps a line for each epoch with all its metrics', () => {
    const event = {
      type: 'epoch',
      epoch: 3,
      step: 60,
      phase: 'head',
      metrics: { loss: 0.4, valAccuracy: 0.875 },
    } as const;
    expect(epochLine(initialState(recipe), event)).toBe('epoch 3/10  head  loss 0.4000  valAccuracy 0.8750');
  });
});
