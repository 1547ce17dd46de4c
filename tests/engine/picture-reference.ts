// Inputs and expected values of fixtures/pictures.json; the formula is that of make-pictures.py.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Values PyTorch computed: outputs, and gradients for dy = cos(position). Large tensors are sampled. */
export interface Reference {
  readonly shape: readonly number[];
  readonly outputs: readonly (readonly number[])[];
  readonly gradients: readonly (readonly number[])[];
}

export interface ConvolutionReference extends Reference {
  readonly x: [number, number, number, number];
  readonly weight: [number, number, number, number];
  readonly stride: number;
  readonly padding: [number, number, number, number];
  readonly groups: number;
}

export interface PoolReference extends Reference {
  readonly x: [number, number, number, number];
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
  readonly step: number;
}

interface References {
  readonly convolutions: Readonly<Record<string, ConvolutionReference>>;
  readonly batchNorm: Readonly<Record<'training' | 'inference', Reference>>;
  readonly maxPool: Readonly<Record<string, PoolReference>>;
}

export const references = JSON.parse(
  readFileSync(new URL('./fixtures/pictures.json', import.meta.url), 'utf8'),
) as References;

/** A tensor of 2 sin(1.3 i + salt), rounded down to multiples of `step` where that is not 0. */
export function input<T extends tf.Tensor>(shape: number[], salt: number, step = 0): T {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    const value = 2 * Math.sin(i * 1.3 + salt);
    return step > 0 ? Math.floor(value / step) * step : value;
  });
  return tf.tensor(values, shape) as T;
}

/** Checks the outputs of `f` and its gradients against a reference, relative to the largest value of each tensor. */
export function expectLikeReference(
  f: (...inputs: tf.Tensor[]) => tf.Tensor[],
  inputs: tf.Tensor[],
  reference: Reference,
): void {
  const outputs = f(...inputs);
  expect(outputs[0].shape).toEqual(reference.shape);
  outputs.forEach((output, index) => {
    expectClose(output, reference.outputs[index]);
  });
  const size = reference.shape.reduce((a, b) => a * b, 1);
  const dy = tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.cos(i)),
    [...reference.shape],
  );
  const gradients = tf.grads((...x: tf.Tensor[]) => f(...x)[0])(inputs, dy);
  gradients.forEach((gradient, index) => {
    expectClose(gradient, reference.gradients[index]);
  });
}

const tolerance = 1e-5;

function expectClose(actual: tf.Tensor, expected: readonly number[]): void {
  const values = actual.dataSync();
  expect(Math.min(values.length, 48)).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  expected.forEach((value, index) => {
    const position = values.length <= 48 ? index : Math.floor((index * values.length) / 48);
    expect(Math.abs(values[position] - value) / scale, `at ${position}: ${values[position]}`).toBeLessThan(
      tolerance,
    );
  });
}
