// torch.save files before PyTorch 1.6: five pickles (magic number, version, platform, the object, storage keys),
// then per key, in that order, an 8-byte count and the elements. Source: `_legacy_save` in torch/serialization.py.
import { type ByteSource, readWithin, slicedSource } from './byte-source.ts';
import { elementBytes } from './element-types.ts';
import { formatError } from './errors.ts';
import { PickleCursor } from './pickle-cursor.ts';
import { torchWeightFile } from './pytorch-reader.ts';
import { findStateDict } from './state-dict.ts';
import { TorchContainer, type TorchStorage } from './torch-container.ts';
import { type PickleValue, unpickle } from './unpickler.ts';
import type { WeightFile } from './weight-tensors.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;

/** Reads the pickles and finds the storages. Throws errors of `formats` for whatever is not such a file. */
export function readPytorchLegacy(source: ByteSource): WeightFile {
  const file = source.path;
  const container = new TorchContainer(file);
  const cursor = new PickleCursor(source, 0);
  if (unpickle(cursor, container) !== MAGIC)
    throw formatError('invalid', {
      file,
      place: 'the first pickle',
      problem: 'is not the mark of torch.save',
    });
  const version = unpickle(cursor, container);
  if (version !== VERSION)
    throw formatError('invalid', { file, place: 'the second pickle', problem: `is not version ${VERSION}` });
  checkPlatform(file, unpickle(cursor, container));
  const stateDict = findStateDict(unpickle(cursor, container), file);
  const located = locateStorages(source, { cursor, container });
  return torchWeightFile('pytorch-legacy', source, {
    stateDict,
    locate: (storage) => located.get(storage.key)!,
  });
}

function checkPlatform(file: string, platform: PickleValue): void {
  if (platform instanceof Map && platform.get('little_endian') === true) return;
  throw formatError('variantRefused', {
    file,
    found: 'a checkpoint that is not little-endian',
    advice: 'Save it again on a little-endian machine, or as safetensors.',
  });
}

function locateStorages(
  source: ByteSource,
  read: { cursor: PickleCursor; container: TorchContainer },
): ReadonlyMap<string, ByteSource> {
  const { cursor, container } = read;
  const file = source.path;
  const keys = unpickle(cursor, container);
  if (!Array.isArray(keys))
    throw formatError('invalid', { file, place: 'the list of storage keys', problem: 'is not a list' });
  const located = new Map<string, ByteSource>();
  let offset = cursor.offset;
  for (const key of keys) {
    const storage = typeof key === 'string' ? container.storages.get(key) : undefined;
    if (storage === undefined || located.has(storage.key))
      throw formatError('invalid', {
        file,
        place: 'the list of storage keys',
        problem: storage ? `names "${storage.key}" twice` : 'names a storage that no tensor uses',
      });
    const bytes = storageBytes(source, storage, offset);
    located.set(storage.key, bytes);
    offset += 8 + bytes.sizeBytes;
  }
  for (const key of container.storages.keys())
    if (!located.has(key))
      throw formatError('invalid', {
        file,
        place: `storage "${key}"`,
        problem: 'is not in the list of keys',
      });
  return located;
}

function storageBytes(source: ByteSource, storage: TorchStorage, offset: number): ByteSource {
  const place = `storage "${storage.key}"`;
  const count = new DataView(readWithin(source, { offset, length: 8, place }).buffer).getBigUint64(0, true);
  if (count !== BigInt(storage.count))
    throw formatError('invalid', {
      file: source.path,
      place,
      problem: `has ${count} elements, the pickle says ${storage.count}`,
    });
  const length = storage.count * elementBytes[storage.dtype];
  return slicedSource(source, { offset: offset + 8, length, place });
}
