// The tensors of a weight file under the names they would have in a plain torchvision or Transformers state dict:
// without what wrappers put before them, with today's names for yesterday's, and in PyTorch's order of axes.
import type { WeightFile, WeightTensor } from '../formats/weight-tensors.ts';
import { modelError } from './errors.ts';
import { families } from './families/families.ts';
import { sizeOf } from './initialisers.ts';
import type { Naming } from './naming.ts';
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
  /** Whose names they were; undefined where they are the reference's own. */
  readonly naming: Naming | undefined;
}

/** Buffers that hold no learnt values. */
const bookkeeping = /(?:^|\.)(?:num_batches_tracked|position_ids)$/;

const namings = families.flatMap((family) => family.namings);
const hubPrefixes = families.flatMap((family) => family.hubPrefixes);

/** The name a tensor is matched by, in a file (once its prefix is off) and in a model alike. */
export function canonicalName(name: string): string {
  const prefix = hubPrefixes.find((start) => name.startsWith(start)) ?? '';
  return name
    .slice(prefix.length)
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
}

/**
 * All tensors that hold learnt values, by canonical name. Throws models.severalNetworks where the file holds more than
 * one network, models.ambiguousTensor where two tensors have the same name.
 */
export function canonicalWeights(weights: WeightFile): CanonicalWeights {
  const learnt = [...weights.tensors.values()].filter(({ name }) => !bookkeeping.test(name));
  const naming = namings.find(({ tells }) => learnt.some(({ name }) => tells.test(name)));
  const named = learnt.map((tensor) => reference(tensor, naming));
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
  return { tensors, prefix, naming };
}

/** A tensor with its name and axes as the reference implementation has them, prefix and all. */
function reference(
  tensor: WeightTensor,
  naming: Naming | undefined,
): { readonly name: string; readonly value: CanonicalTensor } {
  const { dtype, shape } = tensor;
  const plain = { source: tensor.name, dtype, shape, read: () => tensor.read() };
  const { name, axes, flat = false } = naming?.rename(tensor.name, shape.length) ?? { name: tensor.name };
  if (flat) return { name, value: { ...plain, shape: [shape[0] ?? 1, sizeOf(shape.slice(1))] } };
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
