// Epochs that are too sure of themselves are judged and kept at a temperature, and training goes on without it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { checkPredictions } from '../../src-main/evaluation/predictions.ts';
import type { RecipeInput } from '../../src-main/training/recipe.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { softening } from '../../src-main/training/validation.ts';
import { runTiny } from './tiny-run.ts';

let folder: string;
beforeAll(() => openEngine({ backend: 'cpu', provider: 'cpu' }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-softened-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `count` examples of two classes that are said with 0.9, of which a share is wrong. */
function sure(count: number, wrong: number) {
  const labels = Int32Array.from({ length: count }, (_, row) => Number(row < wrong * count));
  const probabilities = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? 0.9 : 0.1));
  return checkPredictions(labels, probabilities, 2);
}

describe('softening', () => {
  it('finds the temperature at which a network is as sure as it is right', () => {
    // Right in 80 %: log(0.9 / 0.1) / log(0.8 / 0.2).
    expect(softening(sure(200, 0.2))).toBeCloseTo(Math.log(9) / Math.log(4), 4);
  });

  it('leaves alone what is not sure enough, and what few examples say', () => {
    expect(softening(sure(200, 0.05))).toBe(1);
    expect(softening(sure(90, 0.2))).toBe(1);
  });
});

const recipe = (temperatureScaling: boolean): Partial<RecipeInput> => ({
  adaptation: {
    phases: [
      { epochs: 3, trainable: 'head' },
      { epochs: 9, trainable: 'all' },
    ],
    temperatureScaling,
  },
  hyperparameters: {
    batchSize: 4,
    learningRate: 0.1,
    backboneLearningRate: 0.1,
    schedule: 'constant',
    warmupRatio: 0,
    emaDecay: 0.7,
    earlyStopping: { patience: 20 },
  },
});
const noisy = { noise: 1.6, validationRows: 120 };

const epochs = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.type === 'epoch' ? [event.metrics] : []));

describe('a run that softens', () => {
  it('is judged less harshly where it is too sure, and trains each phase as ever', async () => {
    const plain = await runTiny({ folder: join(folder, 'a'), recipe: recipe(false), ...noisy });
    const soft = await runTiny({ folder: join(folder, 'b'), recipe: recipe(true), ...noisy });
    // The second phase begins with what the first has kept, which is softened in one of them.
    const first = <T>(list: readonly T[]) => list.slice(0, 3);
    expect(first(epochs(soft.events)).map(({ loss }) => loss)).toEqual(
      first(epochs(plain.events)).map(({ loss }) => loss),
    );
    const pairs = epochs(soft.events).map((metrics, at) => [
      metrics.valLoss!,
      epochs(plain.events)[at]!.valLoss!,
    ]);
    for (const [softened, as] of first(pairs)) expect(softened!).toBeLessThanOrEqual(as!);
    expect(soft.progress.best!.value).toBeLessThan(plain.progress.best!.value);
    expect(soft.events).toContainEqual(expect.objectContaining({ code: 'training.headSoftened' }));
    expect(plain.events.some((event) => event.type === 'log')).toBe(false);
  });

  it.each([5, 20, 50])('ends bit for bit alike when stopped in batch %i and resumed', async (stopAfter) => {
    const whole = await runTiny({ folder: join(folder, 'whole'), recipe: recipe(true), ...noisy });
    await runTiny({ folder: join(folder, 'cut'), recipe: recipe(true), stopAfter, ...noisy });
    const resumed = await runTiny({
      folder: join(folder, 'cut'),
      recipe: recipe(true),
      resume: true,
      ...noisy,
    });
    for (const [name, values] of whole.weights)
      expect([name, ...resumed.weights.get(name)!]).toEqual([name, ...values]);
    expect({ ...resumed.progress, cached: null }).toEqual({ ...whole.progress, cached: null });
  });
});
