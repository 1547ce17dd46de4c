import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { conv2d } from '../../src-main/engine/fused.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { type ConvolutionReference, expectLikeReference, input, references } from './picture-reference.ts';

function expectLikePyTorch(reference: ConvolutionReference): void {
  const { stride, padding, groups } = reference;
  expectLikeReference(
    (x, weight) => [conv2d(x as tf.Tensor4D, weight as tf.Tensor4D, { stride, padding, groups })],
    [input(reference.x, 0), input(reference.weight, 1)],
    reference,
  );
}

describe('conv2d on ort', () => {
  beforeAll(async () => {
    await openEngine({ backend: 'ort', provider: 'cpu', threads: 2 });
  });

  it.each(Object.entries(references.convolutions))('equals PyTorch: %s', (_, reference) => {
    expectLikePyTorch(reference);
  });
});

describe('conv2d composed of TF.js ops', () => {
  beforeAll(async () => {
    await openEngine({ backend: 'cpu', provider: 'cpu' });
  });

  const small = Object.entries(references.convolutions).filter(([, { x }]) => x[0] * x[2] < 20);

  it.each(small)('equals PyTorch: %s', (_, reference) => {
    expectLikePyTorch(reference);
  });
});

describe('conv2d', () => {
  beforeAll(async () => {
    await openEngine({ backend: 'ort', provider: 'cpu', threads: 2 });
  });

  it('names both shapes where they do not agree', () => {
    const x = tf.zeros([1, 3, 4, 4]) as tf.Tensor4D;
    const weight = tf.zeros([8, 4, 3, 3]) as tf.Tensor4D;
    expect(() => conv2d(x, weight, { stride: 1, padding: 1, groups: 1 })).toThrow(/\[1,3,4,4\].*\[8,4,3,3\]/);
  });

  it('carries NaN and infinity to the cells that read them', () => {
    const x = tf.tensor([1, 2, Number.NaN, 4, 5, Number.POSITIVE_INFINITY], [1, 1, 1, 6]) as tf.Tensor4D;
    const weight = tf.ones([1, 1, 1, 1]) as tf.Tensor4D;
    const y = conv2d(x, weight, { stride: 1, padding: 0, groups: 1 }).dataSync();
    expect([...y]).toEqual([1, 2, Number.NaN, 4, 5, Number.POSITIVE_INFINITY]);
  });

  it('leaves no tensor behind', () => {
    const x = input<tf.Tensor4D>([2, 3, 8, 8], 0);
    const weight = input<tf.Tensor4D>([4, 3, 3, 3], 1);
    const before = tf.memory().numTensors;
    const [dx, dWeight] = tf.grads((a, w) =>
      tf.sum(conv2d(a as tf.Tensor4D, w as tf.Tensor4D, { stride: 2, padding: 1, groups: 1 })),
    )([x, weight]);
    expect(dx.shape).toEqual(x.shape);
    expect(dWeight.shape).toEqual(weight.shape);
    tf.dispose([dx, dWeight]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
