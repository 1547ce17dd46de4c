// Reductions, running sums and TopK beyond TF.js's specs: axes in the middle, NaN, whole numbers, bool, nothing to
// reduce, value and gradient, against TF.js's `cpu` backend.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { bool, expectAgreement, float, int } from './kernel-agreement.ts';

type Reduce = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const reductions: Record<string, Reduce> = {
  sum: tf.sum,
  mean: tf.mean,
  prod: tf.prod,
  max: tf.max,
  min: tf.min,
};

beforeAll(async () => {
  await openEngine({ backend: 'ort', provider: 'cpu', threads: 2 });
});

describe.each(Object.entries(reductions))('%s', (name, op) => {
  it.each([
    ['all axes', undefined],
    ['the first', 0],
    ['one in the middle', 1],
    ['two apart', [0, 2]],
    ['the last, counted from the back', -1],
    ['none', []],
  ] as const)('reduces %s, value and gradient', async (_, axis) => {
    const over = axis as number[] | undefined;
    // TF.js's gradient of prod does not know axes counted from the back.
    const gradient = name !== 'prod' || axis !== -1;
    await expectAgreement((x) => op(x as tf.Tensor, over), [float([3, 5, 7])], {
      gradient,
      tolerance: 1e-4,
    });
    await expectAgreement((x) => op(x as tf.Tensor, over, true), [float([3, 5, 7])], { tolerance: 1e-4 });
  });

  it('reduces scalars, int32 and bool', async () => {
    await expectAgreement((x) => op(x as tf.Tensor), [float([], [3.5])], { gradient: true });
    await expectAgreement((x) => op(x as tf.Tensor, 1), [int([2, 3], [7, -7, 3, 2, 0, 1])]);
    await expectAgreement((x) => op(x as tf.Tensor, 0), [bool([3, 2], [1, 0, 1, 1, 0, 0])]);
  });

  it('passes not-a-number on wherever it stands', async () => {
    const values = [1, 2, Number.NaN, Number.NaN, 5, 6, 7, Number.NaN, 9, 1, 2, 3];
    await expectAgreement((x) => op(x as tf.Tensor, 1), [float([4, 3], values)]);
    await expectAgreement((x) => op(x as tf.Tensor, 0), [float([4, 3], values)]);
  });

  it('keeps infinities', async () => {
    const values = [1, Infinity, -Infinity, -Infinity, 4, 5];
    await expectAgreement((x) => op(x as tf.Tensor, 1), [float([3, 2], values)]);
  });
});

describe('reductions of nothing', () => {
  it.each([
    ['sum', tf.sum, 0],
    ['prod', tf.prod, 1],
    ['max', tf.max, -Infinity],
    ['min', tf.min, Infinity],
  ] as const)('%s gives the neutral element', async (_, op, neutral) => {
    await tf.setBackend('ort');
    const result = (op as Reduce)(tf.zeros([2, 0]), 1);
    expect(Array.from(result.dataSync())).toEqual([neutral, neutral]);
  });

  it('hold for all and for none', async () => {
    await tf.setBackend('ort');
    const nothing = tf.zeros([2, 0], 'bool');
    expect(Array.from(tf.all(nothing, 1).dataSync())).toEqual([1, 1]);
    expect(Array.from(tf.any(nothing, 1).dataSync())).toEqual([0, 0]);
  });
});

describe('positions', () => {
  const ties = float([2, 5], [3, 9, 9, 1, 1, -4, -4, 8, 8, 0]);

  it.each([
    ['argMax', tf.argMax],
    ['argMin', tf.argMin],
  ] as const)('%s gives the first of equals, along any axis', async (_, op) => {
    await expectAgreement((x) => op(x as tf.Tensor, 1), [ties]);
    await expectAgreement((x) => op(x as tf.Tensor, 0), [ties]);
    await expectAgreement((x) => op(x as tf.Tensor, -1), [int([2, 3], [1, 5, 5, 0, -2, -2])]);
  });

  it.each([1, 3, 5])('topk gives the %i largest in order', async (k) => {
    await expectAgreement((x) => tf.topk(x as tf.Tensor, k).values, [ties]);
    await expectAgreement((x) => tf.topk(x as tf.Tensor, k).indices, [ties]);
    await expectAgreement((x) => tf.topk(x as tf.Tensor, k).values, [int([5], [3, -1, 7, 7, 0])]);
  });
});

describe.each([
  ['cumsum', tf.cumsum],
  ['cumprod', tf.cumprod],
] as const)('%s', (_, op) => {
  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('exclusive %s, reverse %s', async (exclusive, reverse) => {
    for (const axis of [0, 1, 2]) {
      await expectAgreement((x) => op(x as tf.Tensor, axis, exclusive, reverse), [float([2, 9, 3])]);
    }
    await expectAgreement((x) => op(x as tf.Tensor, 0, exclusive, reverse), [int([4], [2, -3, 5, 1])]);
  });
});
