// The tensors of a weight file under the names they would have in a plain torchvision or Transformers state dict:
// without what wrappers put before them, with today's names for yesterday's, and in PyTorch's order of axes.
import type { WeightFile, WeightTensor } from '../formats/weight-tensors.ts';
import { modelError } from './errors.ts';
import { hubNaming } from './hub-names.ts';
import { sizeOf } from './initialisers.ts';
import { kerasMobilenetV2Target } from './keras-names.ts';
import { networkPrefix, withoutPrefix } from './network-prefix.ts';

export interface CanonicalTensor {
  /** Name in the file. */
  readonly source: string;
  readonly dtype: WeightTensor['dtype'];
  readonly shape: readonly number[];
  /** Row-major values in the order of `shape`. */
  read(): Float32Array | Int32Array;
}

export interface CanonicalWeights {
  readonly tensors: ReadonlyMap<string, CanonicalTensor>;
  /** What stood before the network's names in the file and is taken off, for example `module.bert.`. */
  readonly prefix: string;
  /** The names were those of Transformers' image classifiers. */
  readonly hubNames: boolean;
}

/** Buffers that hold no learnt values. */
const bookkeeping = /(?:^|\.)(?:num_batches_tracked|position_ids)$/;

/** The name a tensor is matched by, in a file (once its prefix is off) and in a model alike. */
export function canonicalName(name: string): string {
  return name
    .replace(/^(?:bert|distilbert)\./, '')
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
}

/**
 * All tensors that hold learnt values, by canonical name. Throws models.severalNetworks where the file holds more than
 * one network, models.ambiguousTensor where two tensors have the same name.
 */
export function canonicalWeights(weights: WeightFile): CanonicalWeights {
  const learnt = [...weights.tensors.values()].filter(({ name }) => !bookkeeping.test(name));
  const hub = hubNaming(learnt.map(({ name }) => name));
  const named = learnt.map((tensor) => reference(weights.format, tensor, hub));
  const prefix = networkPrefix(
    weights,
    named.map(({ name }) => name),
  );
  const tensors = new Map<string, CanonicalTensor>();
  for (const { name: whole, value } of named) {
    const name = canonicalName(withoutPrefix(whole, prefix));
    const first = tensors.get(name);
    if (first !== undefined)
      throw modelError('ambiguousTensor', {
        path: weights.path,
        name,
        first: first.source,
        second: value.source,
      });
    tensors.set(name, value);
  }
  return { tensors, prefix, hubNames: hub !== undefined };
}

/** A tensor with its name and axes as the reference implementation has them, prefix and all. */
function reference(
  format: WeightFile['format'],
  tensor: WeightTensor,
  hub: ((name: string) => string) | undefined,
): { readonly name: string; readonly value: CanonicalTensor } {
  const { dtype, shape } = tensor;
  const plain = { source: tensor.name, dtype, shape, read: () => tensor.read() };
  const target = format === 'tfjs-layers' ? kerasMobilenetV2Target(tensor.name, shape.length) : undefined;
  if (target === undefined) {
    return { name: hub === undefined ? tensor.name : hub(tensor.name), value: plain };
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
