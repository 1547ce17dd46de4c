import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readVariable } from '../../src-main/engine/variables.ts';
import { FinesseError } from '../../src-main/errors.ts';
import type { WeightFile } from '../../src-main/formats/weight-tensors.ts';
import { buildModel } from '../../src-main/models/build-model.ts';
import { loadPretrained, loadWeights } from '../../src-main/models/load-weights.ts';
import { type Model, modelParameters } from '../../src-main/models/model.ts';
import { useCpuBackend } from './cpu-backend.ts';
import { modelContents, type TensorContent, weightFile } from './weight-file.ts';

beforeAll(useCpuBackend);

const architecture = { family: 'cifar-resnet', depth: 8, width: 4 };
const bert = { family: 'bert', layers: 1, hiddenSize: 8, heads: 2, vocabularySize: 9, maxPositions: 4 };

function build(config: Record<string, unknown>, classes: number, seed: number): Model {
  return buildModel(config, { classes, headDropout: 0, seed });
}

function contents(
  config: Record<string, unknown> = architecture,
  classes = 3,
): Record<string, TensorContent> {
  const model = build(config, classes, 7);
  const result = modelContents(model);
  model.dispose();
  return result;
}

function values(model: Model, name: string): Float32Array {
  return readVariable(modelParameters(model).find((parameter) => parameter.name === name)!.variable);
}

function refusal(weights: WeightFile, config: Record<string, unknown> = architecture): FinesseError {
  const model = build(config, 3, 1);
  try {
    loadWeights(model, weights);
  } catch (error) {
    if (error instanceof FinesseError) {
      return error;
    }
    throw error;
  } finally {
    model.dispose();
  }
  throw new Error('nothing was thrown');
}

describe('loadWeights', () => {
  it('fills every tensor and reports nothing where all fits', () => {
    const model = build(architecture, 3, 1);
    const file = contents();
    const report = loadWeights(model, weightFile(file));
    expect(report).toMatchObject({
      missing: [],
      unexpected: [],
      misshaped: [],
      newHead: false,
      usable: true,
    });
    for (const { name, variable } of modelParameters(model)) {
      expect(readVariable(variable), name).toEqual(file[name]!.values);
    }
    model.dispose();
  });

  it('keeps a new head where the classes differ, and calls that normal', () => {
    const model = build(architecture, 5, 1);
    const initial = values(model, 'linear.weight');
    const file = contents();
    const report = loadWeights(model, weightFile(file));
    expect(report.misshaped).toEqual([
      { name: 'linear.weight', needed: [5, 16], found: [3, 16] },
      { name: 'linear.bias', needed: [5], found: [3] },
    ]);
    expect(report).toMatchObject({ newHead: true, usable: true, missing: [] });
    expect(report.verdict.message).toContain('trained for 3 classes, your task has 5. That is normal');
    expect(values(model, 'linear.weight')).toEqual(initial);
    expect(values(model, 'conv1.weight')).toEqual(file['conv1.weight']!.values);
    model.dispose();
  });

  it('lists the head of another task as unexpected', () => {
    const file = contents(bert);
    delete file['classifier.weight'];
    delete file['classifier.bias'];
    const model = build(bert, 3, 1);
    const report = loadWeights(
      model,
      weightFile({
        ...file,
        'cls.predictions.bias': { shape: [9] },
        'bert.embeddings.position_ids': { shape: [1, 4], dtype: 'int32' },
      }),
    );
    expect(report.unexpected).toEqual(['cls.predictions.bias']);
    expect(report.missing).toEqual(['classifier.weight', 'classifier.bias']);
    expect(report.verdict.message).toContain('come without one for this task');
    model.dispose();
  });

  it('refuses a backbone with missing or mis-shaped tensors, naming them', () => {
    const file = contents();
    delete file['layer2.0.bn1.running_mean'];
    file['layer1.0.conv1.weight'] = { shape: [4, 4, 5, 5] };
    const error = refusal(weightFile(file));
    expect(error.code).toBe('models.incompatibleWeights');
    expect(error.message).toContain('1 are missing (layer2.0.bn1.running_mean)');
    expect(error.message).toContain('layer1.0.conv1.weight: needed [4,4,3,3], found [4,4,5,5]');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s, naming tensor and position', (value) => {
    const file = contents();
    const damaged = Float32Array.from(file['layer1.0.bn2.weight']!.values!);
    damaged[2] = value;
    const error = refusal(weightFile({ ...file, 'layer1.0.bn2.weight': { shape: [4], values: damaged } }));
    expect(error.code).toBe('models.notFinite');
    expect(error.message).toContain(`layer1.0.bn2.weight holds ${value} at position 2`);
  });

  it('refuses a negative variance and quantised weights', () => {
    const negative = { 'bn1.running_var': { shape: [4], values: [1, 1, 1, -1] } };
    expect(refusal(weightFile({ ...contents(), ...negative })).code).toBe('models.negativeVariance');
    const quantised = { 'conv1.weight': { shape: [4, 3, 3, 3], dtype: 'int8' as const } };
    expect(refusal(weightFile({ ...contents(), ...quantised })).code).toBe('models.notFloat');
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const { model } = loadPretrained(weightFile(contents()), { classes: 2, headDropout: 0, seed: 1 });
    model.dispose();
    const broken = contents();
    delete broken['conv1.weight'];
    broken['conv1.weight'] = { shape: [4, 3, 1, 1] };
    expect(() => loadPretrained(weightFile(broken), { classes: 2, headDropout: 0, seed: 1 })).toThrow(
      FinesseError,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('loadPretrained', () => {
  it('recognises, builds with a random head and loads, in one go', () => {
    const file = contents();
    const { model, report } = loadPretrained(weightFile(file), { classes: 5, headDropout: 0, seed: 1 });
    expect(model.config).toMatchObject(architecture);
    expect(report.newHead).toBe(true);
    expect(values(model, 'conv1.weight')).toEqual(file['conv1.weight']!.values);
    const fresh = build(architecture, 5, 1);
    expect(values(model, 'linear.weight')).toEqual(values(fresh, 'linear.weight'));
    fresh.dispose();
    model.dispose();
  });

  it('moves a missing BERT pooler into the new head', () => {
    const file = contents(bert);
    delete file['bert.pooler.dense.weight'];
    delete file['bert.pooler.dense.bias'];
    const { model, report } = loadPretrained(
      weightFile(file, { metadata: { config: { num_attention_heads: 2 } } }),
      {
        classes: 3,
        headDropout: 0,
        seed: 1,
      },
    );
    expect(report.missing).toEqual(['bert.pooler.dense.weight', 'bert.pooler.dense.bias']);
    expect(report.usable).toBe(true);
    expect(model.stages.map(({ name }) => name)).toEqual(['embeddings', 'encoder.layer.0', 'head']);
    model.dispose();
  });
});
