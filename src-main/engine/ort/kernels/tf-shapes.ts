// TF.js's own shape functions, which also make TF.js's own error messages, take tensors but read only their shapes.
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorSpec } from '../kernel-row.ts';

/** A spec as an argument of TF.js's shape functions; they do not look at the data it does not have. */
export function asInfo(spec: TensorSpec): TensorInfo {
  return { dataId: {}, shape: [...spec.shape], dtype: spec.dtype };
}
