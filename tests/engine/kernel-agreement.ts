// Runs one function of tensors on the `ort` backend and on TF.js's own `cpu`, values and gradients, and compares.
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

export type Build = (...inputs: tf.Tensor[]) => tf.Tensor;

/** A host array that becomes a tensor on each backend. */
export interface Input {
  readonly values: readonly number[];
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

export interface Agreement {
  /** Largest difference, relative to values above 1 and absolute below. */
  readonly tolerance?: number;
  /** Compare gradients of the float32 inputs too. */
  readonly gradient?: boolean;
}

export function float(shape: readonly number[], values?: readonly number[]): Input {
  return { values: values ?? waves(size(shape)), shape, dtype: 'float32' };
}

export function int(shape: readonly number[], values: readonly number[]): Input {
  return { values, shape, dtype: 'int32' };
}

export function bool(shape: readonly number[], values: readonly number[]): Input {
  return { values, shape, dtype: 'bool' };
}

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** Values between -2 and 2 without ties. */
const waves = (count: number) => Array.from({ length: count }, (_, i) => 2 * Math.sin(1.7 * i + 0.3));

interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

async function results(backend: string, build: Build, inputs: readonly Input[], gradient: boolean) {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const tensors = inputs.map(({ values, shape, dtype }) => tf.tensor([...values], [...shape], dtype));
  const value = tf.tidy(() => build(...tensors));
  const read = (tensor: tf.Tensor): Result => ({
    shape: tensor.shape,
    dtype: tensor.dtype,
    values: Array.from(tensor.dataSync()),
  });
  const found = [read(value)];
  if (gradient) {
    const trained = tensors.filter((_, index) => inputs[index]?.dtype === 'float32');
    const of = (...floats: tf.Tensor[]) => {
      let next = 0;
      return build(
        ...tensors.map((tensor, i) =>
          inputs[i]?.dtype === 'float32' ? (floats[next++] as tf.Tensor) : tensor,
        ),
      );
    };
    const dy = tf.tidy(() => tf.cos(tf.reshape(tf.range(0, value.size), value.shape)));
    const gradients = tf.tidy(() => tf.grads(of)(trained, dy));
    found.push(...gradients.map(read));
    tf.dispose([dy, gradients]);
  }
  tf.dispose([value, tensors]);
  return { found, leftOver: tf.memory().numTensors - before };
}

/** Expects `ort` to give what `cpu` gives, and no tensor to be left over. */
export async function expectAgreement(build: Build, inputs: readonly Input[], agreement: Agreement = {}) {
  const { tolerance = 1e-5, gradient = false } = agreement;
  const expected = await results('cpu', build, inputs, gradient);
  const actual = await results('ort', build, inputs, gradient);
  expect(actual.leftOver).toBe(0);
  actual.found.forEach((result, index) => {
    const wanted = expected.found[index] as Result;
    const name = index === 0 ? 'value' : `gradient ${index - 1}`;
    expect([name, result.dtype, result.shape]).toEqual([name, wanted.dtype, wanted.shape]);
    const differing = result.values.flatMap((value, at) => {
      const right = wanted.values[at] as number;
      return close(value, right, tolerance) ? [] : [`${name}[${at}]: ${value}, expected ${right}`];
    });
    expect(differing).toEqual([]);
  });
}

function close(value: number, right: number, tolerance: number): boolean {
  if (Object.is(value, right) || value === right) return true;
  return Math.abs(value - right) <= tolerance * Math.max(1, Math.abs(right));
}
