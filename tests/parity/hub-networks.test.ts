import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileStep } from '../../src-main/engine/compiled-step.ts';
import { safetensorsBytes } from '../../src-main/formats/safetensors-writer.ts';
import { openWeights } from '../../src-main/library/weights.ts';
import { runStages } from '../../src-main/models/build-model.ts';
import { loadPretrained } from '../../src-main/models/load-weights.ts';
import { useCpuBackend } from '../models/cpu-backend.ts';
import { parameterValues, pictureValues } from './hash-values.ts';

interface HubCase {
  readonly classes: number;
  readonly batch: number;
  readonly imageSize: number;
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly preprocessor: Readonly<Record<string, unknown>>;
  readonly logits: readonly (readonly number[])[];
}

function readCase(name: string): HubCase {
  // The file is ours, written by fixtures/make-hub-networks.py in this form.
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as HubCase;
}

let folder: string;

beforeAll(useCpuBackend);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-hub-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The case as a folder of the Hub; `rename` as if another program had put the network into one of its own. */
function writeFolder(hub: HubCase, rename: (name: string) => string = (name) => name): void {
  const tensors = Object.entries(hub.tensors)
    .filter(([name]) => !name.endsWith('num_batches_tracked'))
    .map(([name, shape]) => ({
      name: rename(name),
      dtype: 'float32' as const,
      shape,
      read: () => parameterValues(name, shape),
    }));
  const path = join(folder, 'model.safetensors');
  writeFileSync(path, safetensorsBytes(path, { tensors, metadata: { format: 'pt' } }));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(hub.config));
  writeFileSync(join(folder, 'preprocessor_config.json'), JSON.stringify(hub.preprocessor));
}

function load(hub: HubCase) {
  return loadPretrained(openWeights(folder), { classes: hub.classes, headDropout: 0, seed: 1 });
}

function largestDifference(hub: HubCase): number {
  const { model, report } = load(hub);
  expect(report).toMatchObject({ usable: true, newHead: false, missing: [], unexpected: [], misshaped: [] });
  const step = compileStep((inputs) => {
    const context = { training: false, trainsBatchNorm: () => false };
    return { logits: runStages(model, inputs, { context }).logits! };
  });
  const { batch, imageSize } = hub;
  const data = pictureValues(batch * 3, imageSize);
  const found = step.run({ x: { dtype: 'float32', shape: [batch, 3, imageSize, imageSize], data } }).logits!;
  step.dispose();
  model.dispose();
  const needed = hub.logits.flat();
  expect(found).toHaveLength(needed.length);
  return Math.max(...needed.map((value, at) => Math.abs(value - found[at]!) / Math.max(1, Math.abs(value))));
}

describe.each(['hub-resnet-basic', 'hub-resnet-bottleneck', 'hub-mobilenet-v2'])('%s', (name) => {
  const hub = readCase(name);

  it('gives the logits that Transformers gives', () => {
    writeFolder(hub);
    expect(largestDifference(hub)).toBeLessThan(1e-4);
  });

  it('gives them inside the network of another program too, and says what was taken off', () => {
    writeFolder(hub, (tensor) => `student.net.${tensor}`);
    expect(largestDifference(hub)).toBeLessThan(1e-4);
    const { model, report } = load(hub);
    model.dispose();
    expect(report.notes.map(({ code }) => code)).toEqual(['models.prefix', 'models.preparation']);
    expect(report.notes[0]!.message).toContain('"student.net.');
  });

  it('prepares pictures as its preprocessor_config.json says, and says what it does not follow', () => {
    writeFolder(hub);
    const { model, report } = load(hub);
    model.dispose();
    const { image_mean: mean, image_std: std } = hub.preprocessor;
    expect(model.input).toMatchObject({ kind: 'image', height: hub.imageSize, mean, std });
    expect(report.notes).toHaveLength(1);
    expect(report.notes[0]).toMatchObject({
      code: 'models.preparation',
      params: { imageSize: hub.imageSize, mean, std },
    });
    const share = name === 'hub-mobilenet-v2' ? 40 / 46 : 0.875;
    expect(report.notes[0]!.params).toMatchObject({ cropShare: share });
    const bicubic = name === 'hub-resnet-basic' ? 'bicubic' : null;
    expect(report.notes[0]!.params).toMatchObject({ interpolation: bicubic });
  });

  it('leaves no tensor behind', () => {
    writeFolder(hub);
    const before = tf.memory().numTensors;
    load(hub).model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a folder of the Hub', () => {
  const hub = readCase('hub-resnet-bottleneck');

  it.each([
    [{ downsample_in_bottleneck: true }, 'downsample_in_bottleneck'],
    [{ downsample_in_first_stage: true }, 'downsample_in_first_stage'],
    [{ hidden_act: 'gelu' }, 'activation gelu'],
    [{ num_channels: 1 }, 'num_channels 1'],
    [{ model_type: 'regnet' }, 'model_type regnet'],
  ])('is refused where its config.json makes another network of the same tensors: %j', (change, said) => {
    writeFolder({ ...hub, config: { ...hub.config, ...change } });
    expect(() => load(hub)).toThrow(said);
  });

  it('is refused where no picture can be prepared as it says', () => {
    writeFolder({ ...hub, preprocessor: { ...hub.preprocessor, image_std: [0.2, 0, 0.2] } });
    expect(() => load(hub)).toThrow(/preprocessor_config\.json.*image_std is \[0\.2,0,0\.2\]/);
    writeFolder({ ...hub, preprocessor: { ...hub.preprocessor, do_flip_channel_order: true } });
    expect(() => load(hub)).toThrow('blue, green, red');
  });

  it('follows a rescale_factor that is not 1/255, and a normalisation that is switched off', () => {
    const input = (change: object) => {
      writeFolder({ ...hub, preprocessor: { ...hub.preprocessor, ...change } });
      const { model } = load(hub);
      model.dispose();
      return model.input;
    };
    // (pixel / 127.5 - 1) / 1 is (pixel / 255 - 0.5) / 0.5.
    const doubled = { rescale_factor: 1 / 127.5, image_mean: [1, 1, 1], image_std: [1, 1, 1] };
    expect(input(doubled)).toMatchObject({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
    expect(input({ do_normalize: false })).toMatchObject({ mean: [0, 0, 0], std: [1, 1, 1] });
  });
});
