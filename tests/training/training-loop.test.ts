import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import type { RecipeInput } from '../../src-main/training/recipe.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { runTiny } from './tiny-run.ts';

let folder: string;
beforeAll(() => openEngine({ backend: 'cpu', provider: 'cpu' }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-loop-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const epochsOf = (events: readonly TrainingEvent[]) => events.filter((event) => event.type === 'epoch');

function stepsOf(events: readonly TrainingEvent[]) {
  return events.flatMap((event) => (event.type === 'step' ? [...event.earlier, event] : []));
}

/** Two phases, batch norm trained, accumulation that does not divide the epoch, dropout, clipping. */
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
    gradientClipNorm: 0.5,
    earlyStopping: { patience: 20 },
  },
};

function expectSameWeights(a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>) {
  for (const [name, values] of a) expect([name, ...values]).toEqual([name, ...b.get(name)!]);
}

describe('training loop', () => {
  it('learns, and reports every step and epoch in order', async () => {
    const { events, progress } = await runTiny({ folder, recipe });
    const steps = stepsOf(events);
    // 22 examples in batches of 4 are 6 batches, so 2 updates an epoch.
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
    expect(epochsOf(events).map(({ epoch, phase }) => [epoch, phase])).toEqual([
      [1, 'head'],
      [2, 'head'],
      [3, 'head'],
      [4, 'all'],
      [5, 'all'],
      [6, 'all'],
      [7, 'all'],
    ]);
    const losses = epochsOf(events).map(({ metrics }) => metrics.valLoss!);
    expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
    expect(progress.phase).toBe(2);
  });

  it('is repeatable bit for bit', async () => {
    const first = await runTiny({ folder: join(folder, 'a'), recipe });
    const second = await runTiny({ folder: join(folder, 'b'), recipe });
    expectSameWeights(first.weights, second.weights);
    expect(epochsOf(first.events)).toEqual(epochsOf(second.events));
  });

  it('gives another result for another seed', async () => {
    const first = await runTiny({ folder: join(folder, 'a'), recipe });
    const second = await runTiny({ folder: join(folder, 'b'), recipe: { ...recipe, seed: 1 } });
    expect([...first.weights.get('head.weight')!]).not.toEqual([...second.weights.get('head.weight')!]);
  });

  it.each([0, 1, 5, 11, 17, 18, 20, 30, 41])(
    'ends bit for bit where it would have when stopped in batch %i and resumed',
    async (stopAfter) => {
      const whole = await runTiny({ folder: join(folder, 'whole'), recipe });
      const stopped = await runTiny({ folder: join(folder, 'cut'), recipe, stopAfter });
      expect(stopped.progress.phase).toBeLessThan(2);
      const resumed = await runTiny({ folder: join(folder, 'cut'), recipe, resume: true });
      expectSameWeights(whole.weights, resumed.weights);
      expect({ ...resumed.progress, cached: null }).toEqual({ ...whole.progress, cached: null });
    },
  );

  it('ends there too when the last checkpoint is damaged and the one before is taken', async () => {
    const whole = await runTiny({ folder: join(folder, 'whole'), recipe });
    const cut = join(folder, 'cut');
    const { events } = await runTiny({ folder: cut, recipe, stopAfter: 26 });
    const last = events.findLast((event) => event.type === 'checkpoint')!;
    truncateSync(join(cut, last.file, 'parameters.safetensors'), 9);
    const resumed = await runTiny({ folder: cut, recipe, resume: true });
    expectSameWeights(whole.weights, resumed.weights);
    expect(resumed.events).toContainEqual(expect.objectContaining({ type: 'log', level: 'warning' }));
  });

  it('ends with the parameters of the best epoch when later ones are worse', async () => {
    const overfitting: Partial<RecipeInput> = {
      adaptation: { phases: [{ epochs: 30, trainable: 'all' }] },
      hyperparameters: {
        batchSize: 8,
        backboneLearningRate: 0.2,
        schedule: 'constant',
        warmupRatio: 0,
        earlyStopping: { patience: 3 },
      },
    };
    const { events, progress, weights } = await runTiny({ folder, recipe: overfitting, noise: 1.6 });
    const losses = epochsOf(events).map(({ metrics }) => metrics.valLoss!);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(progress.best!.epoch).toBe(best);
    expect(losses.length).toBe(best + 3);
    const short = structuredClone(overfitting);
    short.adaptation!.phases![0]!.epochs = best;
    const again = await runTiny({ folder: join(folder, 'short'), recipe: short, noise: 1.6 });
    expectSameWeights(weights, again.weights);
  });

  it('goes back below where the best epoch was when a deeper phase only made it worse', async () => {
    const harmful: Partial<RecipeInput> = {
      adaptation: {
        phases: [
          { epochs: 4, trainable: 'head' },
          { epochs: 2, trainable: 'all', learningRate: 5 },
        ],
      },
      hyperparameters: { batchSize: 4, learningRate: 0.05, schedule: 'constant', warmupRatio: 0 },
    };
    const { progress, weights } = await runTiny({ folder, recipe: harmful });
    expect(progress.best!.epoch).toBeLessThanOrEqual(4);
    const headOnly = structuredClone(harmful);
    headOnly.adaptation!.phases!.pop();
    const expected = await runTiny({ folder: join(folder, 'head'), recipe: headOnly });
    expectSameWeights(weights, expected.weights);
  });

  it('goes on to the next phase when patience ends one', async () => {
    const impatient: Partial<RecipeInput> = {
      ...recipe,
      hyperparameters: { batchSize: 8, earlyStopping: { metric: 'accuracy', patience: 1, minDelta: 0.9 } },
    };
    const { events } = await runTiny({ folder, recipe: impatient });
    expect(epochsOf(events).map(({ phase }) => phase)).toEqual(['head', 'head', 'all']);
  });

  it('keeps the last parameters without a validation split', async () => {
    const { progress, events } = await runTiny({ folder, recipe, validation: false });
    expect(progress.best).toBeNull();
    expect(Object.keys(epochsOf(events)[0]!.metrics)).toEqual(['loss', 'accuracy']);
  });

  it('fails with what to try when the loss is no number any more', async () => {
    const run = runTiny({ folder, recipe, noise: Number.NaN });
    await expect(run).rejects.toMatchObject({ code: 'training.diverged' });
    await expect(run).rejects.toThrow(/step \d+ in epoch \d+.*lower learning rate/);
  });

  it('updates half as often with two batches accumulated as with one', async () => {
    const small = { ...recipe, hyperparameters: { ...recipe.hyperparameters, batchSize: 11 } };
    const updates = async (accumulationSteps: number) => {
      const hyperparameters = { ...small.hyperparameters, accumulationSteps };
      const { events } = await runTiny({
        folder: join(folder, `${accumulationSteps}`),
        recipe: { ...small, hyperparameters },
      });
      return stepsOf(events).length;
    };
    expect(await updates(1)).toBe(14);
    expect(await updates(2)).toBe(7);
  });

  it('refuses a checkpoint of another recipe', async () => {
    await runTiny({ folder, recipe, stopAfter: 3 });
    await expect(runTiny({ folder, recipe: { ...recipe, seed: 9 }, resume: true })).rejects.toMatchObject({
      code: 'training.otherRecipe',
    });
  });
});
