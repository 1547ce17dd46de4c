// The tensors of a weight file under the names they would have in a plain torchvision or Transformers state dict:
// without the prefixes that wrappers add, with today's names for yesterday's, and in PyTorch's order of axes.
import type { WeightFile, WeightTensor } from '../formats/weight-tensors.ts';
import { modelError } from './errors.ts';
import { sizeOf } from './initialisers.ts';
import { kerasMobilenetV2Target } from './keras-names.ts';

export interface CanonicalTensor {
  /** Name in the file. */
  readonly source: string;
  readonly dtype: WeightTensor['dtype'];
  readonly shape: readonly number[];
  /** Row-major values in the order of `shape`. */
  read(): Float32Array | Int32Array;
}

/** What wrappers (data parallel, Lightning, compile) and the models around a backbone put before its names. */
const prefixes = /^(?:(?:module|model|backbone|_orig_mod)\.)*(?:(?:bert|distilbert)\.)?/;
/** Buffers that hold no learnt values. */
const bookkeeping = /(?:^|\.)(?:num_batches_tracked|position_ids)$/;

/** The name a tensor is matched by, in a file and in a model alike. */
export function canonicalName(name: string): string {
  return name
    .replace(prefixes, '')
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
}

/** All tensors that hold learnt values, by canonical name. Throws models.ambiguousTensor where two have the same. */
export function canonicalTensors(weights: WeightFile): ReadonlyMap<string, CanonicalTensor> {
  const result = new Map<string, CanonicalTensor>();
  for (const tensor of weights.tensors.values()) {
    if (bookkeeping.test(tensor.name)) {
      continue;
    }
    const { name, value } = canonical(weights.format, tensor);
    const first = result.get(name);
    if (first !== undefined) {
      throw modelError('ambiguousTensor', {
        path: weights.path,
        name,
        first: first.source,
        second: tensor.name,
      });
    }
    result.set(name, value);
  }
  return result;
}

function canonical(format: WeightFile['format'], tensor: WeightTensor) {
  const { dtype, shape } = tensor;
  const plain = { source: tensor.name, dtype, shape, read: () => tensor.read() };
  const target = format === 'tfjs-layers' ? kerasMobilenetV2Target(tensor.name, shape.length) : undefined;
  if (target === undefined) {
    return { name: canonicalName(tensor.name), value: plain };
  }
  const { name, axes } = target;
  if (axes === undefined || axes.length !== shape.length) {
    return { name, value: plain };
  }
  const permuted = axes.map((axis) => shape[axis]!);
  return {
    name,
    value: { ...plain, shape: permuted, read: () => permute(tensor.read(), shape, axes) },
  };
}

/** Transposes row-major values: axis i of the result is axis axes[i] of the source. */
function permute<Values extends Float32Array | Int32Array>(
  values: Values,
  shape: readonly number[],
  axes: readonly number[],
): Values {
  const sourceStrides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const sizes = axes.map((axis) => shape[axis]!);
  const strides = axes.map((axis) => sourceStrides[axis]!);
  const result = values.slice() as Values;
  const index = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]! += 1;
      if (index[axis]! < sizes[axis]!) {
        break;
      }
      from -= strides[axis]! * sizes[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
