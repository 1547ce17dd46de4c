// The LogSoftmax kernel, which tf.logSoftmax never calls, so that TF.js's specs do not reach it.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';

beforeAll(async () => {
  await openEngine({ backend: 'ort', provider: 'cpu', threads: 1 });
});

it('LogSoftmax gives x - log(sum(exp(x))), without overflow', () => {
  const rows = [
    [1, 2, 3],
    [-1, 1000, 0],
  ];
  const kernel = tf
    .engine()
    .runKernel(tf.LogSoftmax, { logits: tf.tensor2d(rows) }, { axis: -1 }) as tf.Tensor;
  const expected = rows.flatMap((row) => {
    const top = Math.max(...row);
    const logSum = top + Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
    return row.map((x) => x - logSum);
  });
  const values = Array.from(kernel.dataSync());
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 5);
  });
  expect(kernel.shape).toEqual([2, 3]);
});
