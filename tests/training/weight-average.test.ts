// The moving average of the weights: its formula, and what becomes of it in a run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { readVariable, writeVariable } from '../../src-main/engine/variables.ts';
import type { Parameter } from '../../src-main/models/model.ts';
import type { RecipeInput } from '../../src-main/training/recipe.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { WeightAverage } from '../../src-main/training/weight-average.ts';
import { runTiny } from './tiny-run.ts';

let folder: string;
beforeAll(() => openEngine({ backend: 'cpu', provider: 'cpu' }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-average-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function parameter(value: number): Parameter {
  return { name: 'w', kind: 'parameter', decay: true, variable: tf.variable(tf.tensor1d([value])) };
}

/** The average after weights of `values`, one update each. */
function averageOf(values: readonly number[], decay: number): number {
  const w = parameter(0);
  const average = new WeightAverage([w], decay);
  for (const [index, value] of values.entries()) {
    writeVariable(w.variable, Float32Array.of(value));
    average.follow(index + 1);
  }
  average.swap();
  return readVariable(w.variable)[0]!;
}

describe('the average of the weights', () => {
  it('follows closely at first, as in TensorFlow', () => {
    // Decays of 2/11, 3/12 and 4/13: 9/11, then 3/12 of that + 9/12 * 2, then 4/13 of that + 9/13 * 3.
    expect(averageOf([1], 0.9)).toBeCloseTo(0.818182, 5);
    expect(averageOf([1, 2], 0.9)).toBeCloseTo(1.704545, 5);
    expect(averageOf([1, 2, 3], 0.9)).toBeCloseTo(2.601399, 5);
    expect(averageOf([1, 2, 3], 0)).toBe(3);
  });

  it('follows in strides after the first updates, as slowly as without them', () => {
    const jump = (updates: number) => Array.from({ length: updates }, (_, i) => (i < 960 ? 0 : 1));
    // (1 + t) / (10 + t) is above 0.99 from t = 890 on.
    expect(averageOf(jump(967), 0.99)).toBe(0);
    expect(averageOf(jump(968), 0.99)).toBeCloseTo(1 - 0.99 ** 8, 5);
    expect(averageOf(jump(1000), 0.99)).toBeCloseTo(1 - 0.99 ** 40, 5);
  });

  it('is put in place of the weights and back', () => {
    const w = parameter(1);
    const average = new WeightAverage([w], 0.5);
    writeVariable(w.variable, Float32Array.of(3));
    average.swap();
    expect([...readVariable(w.variable)]).toEqual([1]);
    expect([...average.tensors().get('w/average')!]).toEqual([3]);
    average.swap();
    expect([...readVariable(w.variable)]).toEqual([3]);
  });
});

const losses = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) =>
    event.type === 'step' ? [...event.earlier, event].map(({ metrics }) => metrics.loss) : [],
  );
const valLosses = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.type === 'epoch' ? [event.metrics.valLoss!] : []));

/** How far the validation loss jumps from epoch to epoch, in all. */
function scatter(events: readonly TrainingEvent[]): number {
  const values = valLosses(events);
  return values.slice(1).reduce((sum, value, index) => sum + Math.abs(value - values[index]!), 0);
}

/** Batch norm trained, accumulation, two phases: everything a checkpoint has to bring back. */
const recipe: Partial<RecipeInput> = {
  adaptation: {
    batchNorm: 'train',
    phases: [
      { epochs: 3, trainable: 'head' },
      { epochs: 4, trainable: 'all' },
    ],
  },
  hyperparameters: {
    batchSize: 4,
    accumulationSteps: 4,
    learningRate: 0.05,
    backboneLearningRate: 0.03,
    earlyStopping: { patience: 20 },
    emaDecay: 0.8,
  },
};

describe('a run with averaged weights', () => {
  it.each([1, 11, 17, 18, 30, 41])(
    'ends bit for bit alike when stopped in batch %i and resumed',
    async (stopAfter) => {
      const whole = await runTiny({ folder: join(folder, 'whole'), recipe });
      await runTiny({ folder: join(folder, 'cut'), recipe, stopAfter });
      const resumed = await runTiny({ folder: join(folder, 'cut'), recipe, resume: true });
      for (const [name, values] of whole.weights)
        expect([name, ...resumed.weights.get(name)!]).toEqual([name, ...values]);
      expect({ ...resumed.progress, cached: null }).toEqual({ ...whole.progress, cached: null });
    },
  );

  const scattering = (
    emaDecay: number,
    earlyStopping: { patience: number } | false,
  ): Partial<RecipeInput> => ({
    adaptation: { phases: [{ epochs: 12, trainable: 'all' }] },
    hyperparameters: {
      batchSize: 4,
      backboneLearningRate: 0.2,
      schedule: 'constant',
      warmupRatio: 0,
      earlyStopping,
      emaDecay,
    },
  });

  it('trains the same steps, and validates their average, which scatters less', async () => {
    const stopping = { patience: 20 };
    const plain = await runTiny({ folder: join(folder, 'a'), recipe: scattering(0, stopping), noise: 1.6 });
    const averaged = await runTiny({
      folder: join(folder, 'b'),
      recipe: scattering(0.95, stopping),
      noise: 1.6,
    });
    expect(losses(averaged.events)).toEqual(losses(plain.events));
    expect(scatter(averaged.events)).toBeLessThan(0.8 * scatter(plain.events));
    expect(averaged.progress.best!.value).toBe(Math.min(...valLosses(averaged.events)));
  });

  it('ends with the average where no best epoch is kept', async () => {
    const run = (name: string, emaDecay: number, validation: boolean) =>
      runTiny({ folder: join(folder, name), recipe: scattering(emaDecay, false), validation });
    const averaged = await run('a', 0.95, false);
    const watched = await run('b', 0.95, true);
    const plain = await run('c', 0, false);
    const head = (result: typeof plain) => [...result.weights.get('head.weight')!];
    expect(averaged.progress.best).toBeNull();
    expect(head(averaged)).not.toEqual(head(plain));
    // Looking at validation in between changes nothing.
    expect(head(averaged)).toEqual(head(watched));
  });
});
