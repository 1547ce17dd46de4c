// What a pickle written by torch.save may mention, and what we make of it: descriptions of tensors and storages.
// The list is the tensor part of what torch.load(weights_only=True) allows; no value is read here.
import { elementCount, isSize } from './element-types.ts';
import { formatError } from './errors.ts';
import { shortJson } from './json-document.ts';
import {
  type Fail,
  isGlobal,
  type PickleDict,
  type PickleGlobal,
  type PickleGlobals,
  type PickleObject,
  type PickleValue,
} from './unpickler.ts';
import type { WeightDtype } from './weight-tensors.ts';

/** A block of elements outside the pickle, shared by all tensors that view it. */
export interface TorchStorage extends PickleObject {
  readonly kind: 'storage';
  readonly key: string;
  readonly dtype: WeightDtype;
  /** In elements. */
  readonly count: number;
}

/** A strided view of a storage; offset and strides in elements, checked to stay inside it. */
export interface TorchTensor extends PickleObject {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

type Call = NonNullable<PickleGlobal['call']>;

interface StorageType extends PickleGlobal {
  readonly dtype: WeightDtype | undefined;
}

/** An expanded view repeats elements; beyond this many it may not be larger than its storage. */
const MAX_EXPANDED_ELEMENTS = 1 << 20;

const storageDtypes: Readonly<Record<string, WeightDtype>> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
};

const MAX_RANK = 64;
/** Pairs that dicts written by Python 2 may be made from, in one file. */
const MAX_PAIRS = 1_000_000;

const dtypeName = /^torch\.(?:b?float\d+\w*|double|half|u?int\d+|long|int|short|bool|complex\d+|q\w+)$/;
const storageName = /^torch\.(?:cuda\.)?(?<type>\w+Storage)$/;

/** True for tensors made by a torch container. */
export function isTorchTensor(value: PickleValue | undefined): value is TorchTensor {
  return hasKind(value, 'tensor');
}

/** The names and persistent ids of one torch.save file. Storages seen are kept by key. */
export class TorchContainer implements PickleGlobals {
  readonly storages = new Map<string, TorchStorage>();
  readonly #file: string;
  #pairs = 0;

  constructor(file: string) {
    this.#file = file;
  }

  resolve(name: string): PickleGlobal | undefined {
    const call = this.#calls.get(name);
    if (call !== undefined) return { kind: 'global', name, call };
    const type = storageName.exec(name)?.groups?.type;
    if (type !== undefined) return storageType(name, storageDtypes[type]);
    if (name === 'torch.storage.UntypedStorage') return storageType(name, 'uint8');
    return dtypeName.test(name) ? { kind: 'global', name } : undefined;
  }

  /** `('storage', type, key, location, count)`, in the legacy format with a sixth item for views. */
  persistent(id: PickleValue, fail: Fail): TorchStorage {
    if (!Array.isArray(id) || id[0] !== 'storage') throw fail('refers to something that is not a storage');
    const [, type, key, , count, view = null] = id;
    if (!isStorageType(type)) throw fail('gives a storage a type that is none');
    if (type.dtype === undefined) throw this.#unsupported(`storage ${shortJson(key)}`, type.name);
    if (typeof key !== 'string' || !/^\w{1,64}$/.test(key)) throw fail('gives a storage an impossible key');
    if (!isSize(count)) throw fail(`gives storage "${key}" the size ${shortJson(count)}`);
    if (view !== null) throw fail('uses views of storages, which no PyTorch since 0.2 writes');
    return this.#store({ kind: 'storage', key, dtype: type.dtype, count }, fail);
  }

  /** The names that may be applied to arguments. */
  readonly #calls: ReadonlyMap<string, Call> = new Map<string, Call>([
    ['collections.OrderedDict', ([pairs = []], fail) => this.#dict(pairs, fail)],
    ['collections.Counter', ([counts = []], fail) => this.#dict(counts, fail)],
    ['torch.Size', ([sizes = []]) => sizes],
    ['torch.device', () => null],
    ['torch._utils._rebuild_tensor', rebuildTensor],
    ['torch._utils._rebuild_tensor_v2', rebuildTensor],
    ['torch._utils._rebuild_tensor_v3', (args) => this.#refuseDtype(args[6])],
    ['torch._utils._rebuild_parameter', rebuildParameter],
    ['torch._utils._rebuild_parameter_with_state', rebuildParameter],
  ]);

  #store(storage: TorchStorage, fail: Fail): TorchStorage {
    const known = this.storages.get(storage.key);
    if (known === undefined) {
      this.storages.set(storage.key, storage);
      return storage;
    }
    if (known.dtype !== storage.dtype || known.count !== storage.count)
      throw fail(`describes storage "${storage.key}" in two ways`);
    return known;
  }

  /** Python 3 makes dicts empty and fills them; Python 2 gave OrderedDict its pairs, and Counter takes a dict. */
  #dict(content: PickleValue, fail: Fail): PickleDict {
    if (content instanceof Map) return content;
    if (!Array.isArray(content)) throw fail('makes a dict of something that is not pairs');
    this.#pairs += content.length;
    if (this.#pairs > MAX_PAIRS) throw fail(`makes dicts of more than ${MAX_PAIRS} pairs`);
    return new Map(content.map((pair) => toPair(pair, fail)));
  }

  /** Version 3 exists for the dtypes that have no storage type of their own; none of them is read here. */
  #refuseDtype(dtype: PickleValue | undefined): never {
    throw this.#unsupported('a tensor', isGlobal(dtype) ? dtype.name : shortJson(dtype));
  }

  #unsupported(place: string, dtype: string) {
    const accepted = Object.values(storageDtypes).join(', ');
    return formatError('dtypeUnsupported', { file: this.#file, place, dtype, accepted });
  }
}

function storageType(name: string, dtype: WeightDtype | undefined): StorageType {
  return { kind: 'global', name, dtype };
}

function isStorageType(value: PickleValue | undefined): value is StorageType {
  return isGlobal(value) && 'dtype' in value;
}

function isStorage(value: PickleValue | undefined): value is TorchStorage {
  return hasKind(value, 'storage');
}

function hasKind(value: PickleValue | undefined, kind: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

function isSizeList(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= MAX_RANK && value.every(isSize);
}

function rebuildTensor([storage, offset, shape, strides]: readonly PickleValue[], fail: Fail): TorchTensor {
  if (!isStorage(storage)) throw fail('rebuilds a tensor from something that is not a storage');
  if (!isSizeList(shape)) throw fail(`rebuilds a tensor of the shape ${shortJson(shape)}`);
  if (!isSizeList(strides) || strides.length !== shape.length)
    throw fail(`rebuilds a tensor of shape ${shortJson(shape)} with the strides ${shortJson(strides)}`);
  if (!isSize(offset)) throw fail(`rebuilds a tensor at the storage offset ${shortJson(offset)}`);
  const tensor: TorchTensor = { kind: 'tensor', storage, offset, shape, strides };
  checkInside(tensor, fail);
  return tensor;
}

function checkInside(tensor: TorchTensor, fail: Fail): void {
  const { storage, offset, shape, strides } = tensor;
  const count = elementCount(shape) ?? Number.POSITIVE_INFINITY;
  if (count > 0 && offset + storageSpan(tensor) > storage.count)
    throw fail(
      `rebuilds a tensor of shape ${shortJson(shape)} with strides ${shortJson(strides)} at offset ` +
        `${offset}, which reaches outside storage "${storage.key}" of ${storage.count} elements`,
    );
  if (count > storage.count && count > MAX_EXPANDED_ELEMENTS)
    throw fail(
      `expands ${storage.count} elements to ${count}; at most ${MAX_EXPANDED_ELEMENTS} are accepted`,
    );
}

/** Elements from the first to the last that a non-empty tensor touches. */
export function storageSpan(tensor: TorchTensor): number {
  return tensor.shape.reduce((span, size, axis) => span + (size - 1) * tensor.strides[axis]!, 1);
}

function rebuildParameter([data]: readonly PickleValue[], fail: Fail): TorchTensor {
  if (!isTorchTensor(data)) throw fail('rebuilds a parameter from something that is not a tensor');
  return data;
}

function toPair(value: PickleValue, fail: Fail): [PickleValue, PickleValue] {
  if (!Array.isArray(value) || value.length !== 2) throw fail('makes a dict of something that is not pairs');
  return [value[0]!, value[1]!];
}
