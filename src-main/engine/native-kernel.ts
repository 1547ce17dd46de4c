// Calls kernels of our own (names beginning with `Finesse`), where the current backend has them.
import * as tf from '@tensorflow/tfjs-core';

/** Whether the current backend has a kernel of this name. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel with one output under the gradient tape. */
export function runKernel<Result extends tf.Tensor>(
  name: string,
  inputs: tf.NamedTensorMap,
  attrs: Readonly<Record<string, unknown>> = {},
): Result {
  // TF.js types attributes as its own closed set; ours are plain numbers, strings and arrays of numbers.
  return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as Result;
}

/** Runs a kernel with several outputs under the gradient tape. */
export function runKernelMulti(
  name: string,
  inputs: tf.NamedTensorMap,
  attrs: Readonly<Record<string, unknown>> = {},
): tf.Tensor[] {
  // See runKernel; a kernel whose row infers a list gives a list.
  return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor[];
}
