// Tensors that share one value in different shapes: counted once, freed once, and followed through compiled steps.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep } from '../../src-main/engine/compiled-step.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';

beforeAll(async () => {
  await openEngine({ backend: 'ort', provider: 'cpu', threads: 1 });
});

describe('reshape, expandDims and clone', () => {
  it('add a tensor but no storage, and leave nothing behind', () => {
    const ones = tf.ones([2, 3]);
    const before = tf.memory().numDataBuffers;
    const x = tf.add(ones, ones);
    const views = [tf.reshape(x, [6]), tf.expandDims(x, 0), tf.clone(x)];
    expect(tf.memory().numDataBuffers - before).toBe(1);
    x.dispose();
    expect(Array.from((views[0] as tf.Tensor).dataSync())).toEqual([2, 2, 2, 2, 2, 2]);
    tf.dispose(views);
    expect(tf.memory().numDataBuffers - before).toBe(0);
  });

  it('feed later operations in their own shape', () => {
    const x = tf.mul(tf.range(0, 6), 2);
    const rows = tf.reshape(x, [2, 3]);
    const summed = tf.sum(rows, 0);
    const flat = tf.add(tf.reshape(rows, [6]), 1);
    expect(Array.from(summed.dataSync())).toEqual([6, 10, 14]);
    expect(Array.from(flat.dataSync())).toEqual([1, 3, 5, 7, 9, 11]);
    expect(Array.from(tf.sum(rows, 1).dataSync())).toEqual([6, 24]);
  });

  it('refuse a shape of another size when they are called', () => {
    expect(() => tf.reshape(tf.ones([2, 3]), [4])).toThrow('must match the product of shape');
  });
});

it('a compiled step follows inputs and variables through views, also to its outputs', () => {
  const weight = tf.variable(tf.tensor1d([1, 2, 3, 4]));
  const step = compileStep(({ x }) => ({
    input: x as tf.Tensor,
    view: tf.reshape(x as tf.Tensor, [4]),
    weightView: tf.reshape(weight, [2, 2]),
    product: tf.matMul(x as tf.Tensor2D, tf.reshape(weight, [2, 2])),
  }));
  const run = (values: number[]) => {
    const outputs = step.run({ x: { dtype: 'float32', shape: [2, 2], data: Float32Array.from(values) } });
    return Object.fromEntries(Object.entries(outputs).map(([name, data]) => [name, Array.from(data)]));
  };
  expect(run([1, 0, 0, 1])).toEqual({
    input: [1, 0, 0, 1],
    view: [1, 0, 0, 1],
    weightView: [1, 2, 3, 4],
    product: [1, 2, 3, 4],
  });
  weight.assign(tf.tensor1d([5, 6, 7, 8]));
  expect(run([2, 0, 0, 2])).toEqual({
    input: [2, 0, 0, 2],
    view: [2, 0, 0, 2],
    weightView: [5, 6, 7, 8],
    product: [10, 12, 14, 16],
  });
  step.dispose();
});
