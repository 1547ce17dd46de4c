// Kernels that only look at the same values in another shape. They record nothing: the tensors share one value,
// as on TF.js's own backends, and whoever reads it in another shape records the reshape.
import * as tf from '@tensorflow/tfjs-core';
import type { KernelRow, TensorSpec } from './kernel-row.ts';
import type { OrtBackend } from './ort-backend.ts';

/** Recorded before an op that reads a value in another shape; `shape` has no wildcard. */
export const reshapeRow: KernelRow = {
  inputs: ['x'],
  infer: ([x], attrs) => ({ shape: attrs.shape as number[], dtype: (x as TensorSpec).dtype }),
  lower: (b, [x], attrs) => b.reshape(x!.name, attrs.shape as number[]),
};

type ShapeOf = (input: tf.TensorInfo, attrs: tf.NamedAttrMap) => number[];

function aliasKernel(inputName: string, shapeOf: ShapeOf): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const input = inputs[inputName] as tf.TensorInfo;
    return (backend as OrtBackend).alias(input, shapeOf(input, attrs as tf.NamedAttrMap));
  };
}

/** x -> the same elements in `attrs.shape`, which may have one -1. Throws where the sizes differ. */
function reshaped(x: tf.TensorInfo, attrs: tf.NamedAttrMap): number[] {
  const size = tf.util.sizeFromShape(x.shape);
  const shape = tf.util.inferFromImplicitShape(attrs.shape as number[], size);
  tf.util.assert(
    size === tf.util.sizeFromShape(shape),
    () =>
      `Error in reshape: the new shape (${shape}) needs as many elements as the old shape (${x.shape}), ${size}.`,
  );
  return shape;
}

/** x -> x with an axis of length 1 before axis `attrs.dim`; -1 is behind the last. */
function expanded(input: tf.TensorInfo, attrs: tf.NamedAttrMap): number[] {
  const rank = input.shape.length;
  const dim = attrs.dim as number;
  tf.util.assert(
    dim >= -(rank + 1) && dim <= rank,
    () => `Error in expandDims: axis must be in the interval [${-(rank + 1)}, ${rank}], got ${dim}.`,
  );
  const shape = [...input.shape];
  shape.splice(dim < 0 ? dim + rank + 1 : dim, 0, 1);
  return shape;
}

/** By TF.js kernel name. */
export const aliasKernels: Readonly<Record<string, tf.KernelFunc>> = {
  Identity: aliasKernel('x', (x) => x.shape),
  Reshape: aliasKernel('x', reshaped),
  ExpandDims: aliasKernel('input', expanded),
};

/** A kernel for Transpose which does nothing where the axes stay in order; `transpose` is what it does elsewhere. */
export function aliasInOrder(transpose: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const x = call.inputs.x as tf.TensorInfo;
    const perm = (call.attrs as tf.NamedAttrMap).perm as number[];
    const inOrder = perm.every((axis, position) => axis === position);
    return inOrder ? (call.backend as OrtBackend).alias(x, x.shape) : transpose(call);
  };
}
