import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchNormInference, batchNormTraining } from '../../src-main/engine/fused.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { expectLikeReference, input, references } from './picture-reference.ts';

const inputs = () => [input([4, 3, 5, 5], 0), input([3], 1), input([3], 2)];

describe.each(['ort', 'cpu'] as const)('batch norm on %s', (backend) => {
  beforeAll(async () => {
    await openEngine({ backend, provider: 'cpu', threads: 2 });
  });

  it('equals PyTorch with batch statistics, and returns these', () => {
    const f = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
      const result = batchNormTraining(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-5);
      return [result.y, result.mean, result.variance];
    };
    expectLikeReference(f, inputs(), references.batchNorm.training);
  });

  it('equals PyTorch with given statistics', () => {
    const mean = tf.tensor1d([0.5, -1, 2]);
    const variance = tf.tensor1d([0.25, 1, 3]);
    const f = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
      const statistics = { mean, variance, gamma: gamma as tf.Tensor1D, beta: beta as tf.Tensor1D };
      return [batchNormInference(x as tf.Tensor4D, statistics, 1e-3)];
    };
    expectLikeReference(f, inputs(), references.batchNorm.inference);
  });

  it('keeps four digits of the variance at a mean of ten deviations', () => {
    const x = tf.add(input([4, 2, 8, 8], 0), 14) as tf.Tensor4D;
    const { variance, y } = batchNormTraining(x, tf.ones([2]), tf.zeros([2]), 1e-5);
    const expected = tf.moments(tf.sub(x, 14), [0, 2, 3]).variance.dataSync();
    variance.dataSync().forEach((value, channel) => {
      expect(value / expected[channel]).toBeCloseTo(1, 4);
    });
    expect(tf.moments(y).variance.dataSync()[0]).toBeCloseTo(1, 3);
  });

  it('keeps a constant channel finite', () => {
    const x = tf.fill([2, 1, 4, 4], 0.1) as tf.Tensor4D;
    const { y, variance } = batchNormTraining(x, tf.ones([1]), tf.ones([1]), 1e-5);
    expect(variance.dataSync()[0]).toBeCloseTo(0, 7);
    for (const value of y.dataSync()) expect(value).toBeCloseTo(1, 2);
  });
});
