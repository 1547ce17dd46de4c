import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { createOptimizer } from '../../src-main/engine/optimizer/optimizer.ts';
import { readVariable } from '../../src-main/engine/variables.ts';
import { modelParameters } from '../../src-main/models/model.ts';
import { classWeights, rowWeights, targetRows } from '../../src-main/training/loss.ts';
import { makeTrainingStep, passSeed, trainedParameters } from '../../src-main/training/training-step.ts';
import { tinyModel } from './tiny-model.ts';

const fixture = JSON.parse(readFileSync(new URL('fixtures/training-step.json', import.meta.url), 'utf8'));
const rows = 6;
const labels = Int32Array.from(fixture.labels);

function batch(seed = 0) {
  return {
    inputs: { x: { dtype: 'float32', shape: [rows, 4], data: Float32Array.from(fixture.x) } },
    targets: targetRows(labels, 3, fixture.smoothing),
    weights: Float32Array.from(fixture.weights as number[]),
    seed,
  } as const;
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number) {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(tolerance);
}

describe('training step', () => {
  beforeAll(async () => {
    await openEngine({ backend: 'cpu', provider: 'cpu' });
  });

  it('gives the loss, probabilities, gradients and batch statistics of PyTorch', () => {
    const model = tinyModel({ values: fixture.initial });
    const step = makeTrainingStep({ model, boundary: 0, firstTrained: 0, trainsBatchNorm: true });
    const result = step.run(batch());
    expect(result.loss).toBeCloseTo(fixture.loss, 5);
    expectClose(result.probabilities, fixture.probabilities, 1e-5);
    expect(Object.keys(result.gradients).sort()).toEqual(Object.keys(fixture.gradients).sort());
    for (const [name, gradient] of Object.entries(result.gradients))
      expectClose(gradient as Float32Array, fixture.gradients[name], 1e-5);
    for (const { name, kind, variable } of modelParameters(model))
      if (kind === 'buffer') expectClose(readVariable(variable), fixture.buffers[name], 1e-5);
    model.dispose();
  });

  it('follows PyTorch through three clipped AdamW updates', () => {
    const model = tinyModel({ values: fixture.initial });
    const step = makeTrainingStep({ model, boundary: 0, firstTrained: 0, trainsBatchNorm: true });
    const options = {
      kind: 'adamw',
      momentum: 0,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0.1,
    } as const;
    const optimizer = createOptimizer(options, trainedParameters(model.stages, 0));
    for (let update = 0; update < 3; update++) {
      optimizer.accumulate(step.run(batch()).gradients);
      optimizer.apply(() => 0.05, 0.2);
    }
    // The stem's bias has no gradient before a batch norm: what Adam makes of its rounding noise is arbitrary.
    for (const { name, variable } of modelParameters(model))
      if (name !== 'stem.bias' && !name.includes('running'))
        expectClose(readVariable(variable), fixture.afterThreeUpdates[name], 2e-4);
    model.dispose();
  });

  it('gives the same gradients from features at a boundary as from the inputs, and none below', () => {
    const model = tinyModel({ values: fixture.initial });
    const options = { model, firstTrained: 1, trainsBatchNorm: false };
    const whole = makeTrainingStep({ ...options, boundary: 0 }).run(batch());
    const x = tf.tensor(Float32Array.from(fixture.x), [rows, 4]);
    const features = model.stages[0]!.forward({ x }, { training: false, trainsBatchNorm: () => false }).x!;
    const data = features.dataSync() as Float32Array;
    const cut = makeTrainingStep({ ...options, boundary: 1 }).run({
      ...batch(),
      inputs: { x: { dtype: 'float32', shape: [rows, 6], data } },
    });
    expect(cut.loss).toBeCloseTo(whole.loss, 6);
    expect(Object.keys(cut.gradients).sort()).toEqual([
      'head.bias',
      'head.weight',
      'middle.bias',
      'middle.weight',
    ]);
    for (const [name, gradient] of Object.entries(cut.gradients))
      expectClose(gradient as Float32Array, [...(whole.gradients[name] as Float32Array)], 1e-6);
    model.dispose();
  });

  it('leaves batch statistics alone where batch norm is frozen', () => {
    const model = tinyModel({ values: fixture.initial });
    makeTrainingStep({ model, boundary: 0, firstTrained: 0, trainsBatchNorm: false }).run(batch());
    const mean = modelParameters(model).find(({ name }) => name === 'norm.running_mean')!;
    expectClose(readVariable(mean.variable), fixture.initial['norm.running_mean'], 1e-9);
    model.dispose();
  });

  it('draws dropout from the seed: the same again for the same, another for another', () => {
    const model = tinyModel({ values: fixture.initial, dropout: 0.5 });
    const step = makeTrainingStep({ model, boundary: 0, firstTrained: 2, trainsBatchNorm: false });
    const loss = (seed: number) => step.run(batch(seed)).loss;
    expect(loss(passSeed(1, 5))).toBe(loss(passSeed(1, 5)));
    expect(new Set([0, 1, 2, 3, 4].map((pass) => loss(passSeed(1, pass)))).size).toBe(5);
    model.dispose();
  });

  it('leaves no tensor behind', () => {
    const model = tinyModel({ values: fixture.initial, dropout: 0.5 });
    const step = makeTrainingStep({ model, boundary: 0, firstTrained: 0, trainsBatchNorm: true });
    step.run(batch());
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) step.run(batch(i));
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

describe('loss options', () => {
  it('balances classes as scikit-learn does', () => {
    const { labels: y, weights } = fixture.balanced;
    expectClose(classWeights('balanced', ['a', 'b', 'c'], y), weights, 1e-6);
  });

  it('refuses a weight for a class that the data does not have', () => {
    expect(() => classWeights({ cat: 2 }, ['dog', 'bird'], [0, 1])).toThrow(/"cat".*dog, bird/);
  });

  it('gives padding rows no weight', () => {
    const weights = rowWeights(Int32Array.of(1, 0, 0), Int32Array.of(7, 3, -1), Float32Array.of(2, 5));
    expect([...weights]).toEqual([5, 2, 0]);
  });

  it('spreads the smoothed share over all classes', () => {
    const targets = targetRows(Int32Array.of(2), 4, 0.2);
    expectClose(targets, [0.05, 0.05, 0.85, 0.05], 1e-6);
  });
});
