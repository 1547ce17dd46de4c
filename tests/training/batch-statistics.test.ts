// Batch norm in training: its statistics are of examples alone, and never of a single value.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileSource } from '../../src-main/formats/byte-source.ts';
import { readSafetensors } from '../../src-main/formats/safetensors-reader.ts';
import type { RecipeInput } from '../../src-main/training/recipe.ts';
import { runTraining } from '../../src-main/training/run-training.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { writePictures } from './small-data.ts';

let root: string;
let pictures: string;
const perClass = 5;
const side = 16;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'finesse-statistics-'));
  pictures = await writePictures(join(root, 'pictures'), perClass);
});
afterAll(() => rmSync(root, { recursive: true }));

/** All pictures train, none is varied. */
function recipeOf(
  hyperparameters: NonNullable<RecipeInput['hyperparameters']>,
  more: Partial<RecipeInput> = {},
): RecipeInput {
  return {
    task: 'image-classification',
    model: { architecture: { family: 'cifar-resnet', depth: 8, width: 8, imageSize: side } },
    data: { path: pictures, validationFraction: 0, testFraction: 0 },
    preprocessing: { augmentation: false },
    hyperparameters: { epochs: 1, learningRate: 1e-9, ...hyperparameters },
    engine: { backend: 'ort', threads: 1 },
    ...more,
  };
}

async function train(name: string, recipe: RecipeInput) {
  const events: TrainingEvent[] = [];
  await runTraining({
    recipe,
    runFolder: join(root, name),
    cacheFolder: join(root, 'cache'),
    resume: false,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
  });
  const file = readSafetensors(fileSource(join(root, name, 'model.safetensors')));
  return { events, values: (tensor: string) => Array.from(file.tensors.get(tensor)!.read()) };
}

/** Channels' mean and unbiased variance of the first convolution over all pictures, written out. */
async function statisticsByHand(weight: readonly number[], mean: readonly number[], std: readonly number[]) {
  const values: number[][] = Array.from({ length: 8 }, () => []);
  for (const name of ['lying', 'standing'])
    for (let index = 0; index < perClass; index++) {
      const pixels = await sharp(join(pictures, name, `${index}.png`))
        .raw()
        .toBuffer();
      const at = (c: number, y: number, x: number) =>
        y < 0 || x < 0 || y >= side || x >= side
          ? 0
          : (pixels[(y * side + x) * 3 + c]! / 255 - mean[c]!) / std[c]!;
      for (let out = 0; out < 8; out++)
        for (let y = 0; y < side; y++)
          for (let x = 0; x < side; x++) {
            let sum = 0;
            for (let k = 0; k < 27; k++) {
              const [c, dy, dx] = [Math.floor(k / 9), Math.floor(k / 3) % 3, k % 3];
              sum += weight[out * 27 + k]! * at(c, y + dy - 1, x + dx - 1);
            }
            values[out]!.push(sum);
          }
    }
  return values.map((list) => {
    const average = list.reduce((a, b) => a + b, 0) / list.length;
    const squares = list.reduce((sum, value) => sum + (value - average) ** 2, 0);
    return { mean: average, variance: squares / (list.length - 1) };
  });
}

describe('batch norm that is trained', () => {
  it('has the statistics of the examples alone where the batch is larger than the data', async () => {
    const { values, events } = await train('padded', recipeOf({ batchSize: 32 }));
    const imagenet = [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ] as const;
    const expected = await statisticsByHand(values('conv1.weight'), ...imagenet);
    // torch.nn.BatchNorm2d: running = 0.9 * running + 0.1 * batch, from mean 0 and variance 1.
    for (const [channel, value] of values('bn1.running_mean').entries())
      expect(value).toBeCloseTo(0.1 * expected[channel]!.mean, 5);
    for (const [channel, value] of values('bn1.running_var').entries())
      expect(value).toBeCloseTo(0.9 + 0.1 * expected[channel]!.variance, 5);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'plan', phases: [expect.objectContaining({ stepsPerEpoch: 1 })] }),
    );
  });

  it('learns the same with any batch size that holds all examples, accumulated or not', async () => {
    const learning = { epochs: 2, learningRate: 0.01 };
    const exact = await train('exact', recipeOf({ ...learning, batchSize: 10 }));
    const larger = await train('larger', recipeOf({ ...learning, batchSize: 64 }));
    const accumulated = await train(
      'accumulated',
      recipeOf({ ...learning, batchSize: 64, accumulationSteps: 4 }),
    );
    for (const tensor of ['bn1.running_var', 'layer3.0.bn2.running_mean', 'linear.weight']) {
      expect(larger.values(tensor)).toEqual(exact.values(tensor));
      expect(accumulated.values(tensor)).toEqual(exact.values(tensor));
    }
  });

  it('learns from its first step: one step of a warm-up changes the weights', async () => {
    const still = await train('still', recipeOf({ batchSize: 10, learningRate: 1e-12 }));
    const moved = await train('moved', recipeOf({ batchSize: 10, learningRate: 0.01 }));
    expect(moved.values('linear.weight')).not.toEqual(still.values('linear.weight'));
  });

  const deep = {
    architecture: { family: 'resnet', block: 'basic', blocks: [1, 1, 1, 1], width: 8, imageSize: 32 },
  };

  it('is refused on batches of one example where a map is a single pixel, before anything is trained', async () => {
    const training = train('single', recipeOf({ batchSize: 1 }, { model: deep }));
    await expect(training).rejects.toMatchObject({
      code: 'training.singleValue',
      params: { stage: 'layer4.0', batchSize: 1 },
    });
    await expect(training).rejects.toThrow(
      /hyperparameters\.batchSize to 2 or more, or adaptation\.batchNorm/,
    );
  });

  it('is fine on batches of one where maps are larger, and where its statistics are frozen', async () => {
    const larger = await train('larger-maps', recipeOf({ batchSize: 1 }));
    expect(larger.values('bn1.running_mean').every(Number.isFinite)).toBe(true);
    const frozen = await train(
      'frozen',
      recipeOf({ batchSize: 1 }, { model: deep, adaptation: { batchNorm: 'frozen' } }),
    );
    expect(frozen.values('bn1.running_mean')).toEqual(new Array(8).fill(0));
  });
});
