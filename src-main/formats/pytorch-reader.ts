// torch.save files since PyTorch 1.6: a zip archive of `<folder>/data.pkl` and one `<folder>/data/<key>` per storage.
// The pickle is interpreted, never executed (see unpickler.ts); storages are read when a tensor is.
import type { ByteSource } from './byte-source.ts';
import { elementBytes } from './element-types.ts';
import { formatError } from './errors.ts';
import { PickleCursor } from './pickle-cursor.ts';
import { findStateDict, type StateDict } from './state-dict.ts';
import { TorchContainer, type TorchStorage } from './torch-container.ts';
import { type LocateStorage, torchWeightTensor } from './torch-tensors.ts';
import { unpickle } from './unpickler.ts';
import type { WeightFile, WeightTensor } from './weight-tensors.ts';
import { openZipEntry, readZipDirectory, type ZipEntry } from './zip-directory.ts';

/** Reads directory and pickle. Throws errors of `formats` for whatever is not a plain tensor container. */
export function readPytorch(source: ByteSource): WeightFile {
  const entries = readZipDirectory(source);
  const folder = findFolder(source, entries);
  checkByteOrder(source, entries.get(`${folder}byteorder`));
  const container = new TorchContainer(source.path);
  const pickle = openZipEntry(source, entries.get(`${folder}data.pkl`)!);
  const stateDict = findStateDict(unpickle(new PickleCursor(pickle, 0), container), source.path);
  // Kept open, so that the checksum of a storage that thousands of tensors share is compared once.
  const opened = new Map<string, ByteSource>();
  const locate = (storage: TorchStorage) => {
    const bytes = opened.get(storage.key) ?? openStorage(source, entries, { folder, storage });
    opened.set(storage.key, bytes);
    return bytes;
  };
  for (const storage of container.storages.values()) locate(storage);
  return torchWeightFile('pytorch', source, { stateDict, locate });
}

/** What both torch.save formats end in. */
export function torchWeightFile(
  format: 'pytorch' | 'pytorch-legacy',
  source: ByteSource,
  content: { stateDict: StateDict; locate: LocateStorage },
): WeightFile {
  const { tensors, keyPath, skipped, others } = content.stateDict;
  const named = ([name, tensor]: [string, Parameters<typeof torchWeightTensor>[1]]): [
    string,
    WeightTensor,
  ] => [name, torchWeightTensor(name, tensor, content.locate)];
  return {
    format,
    path: source.path,
    tensors: new Map([...tensors].map(named)),
    metadata: {
      stateDictKey: keyPath.join('.'),
      skippedEntries: skipped,
      ...(others.length > 0 && { otherStateDicts: others }),
    },
  };
}

/** The folder all entries lie in, with its slash. Its name is free. */
function findFolder(source: ByteSource, entries: ReadonlyMap<string, ZipEntry>): string {
  const names = [...entries.keys()];
  const folders = names
    .filter((name) => /^(?:[^/]+\/)?data\.pkl$/.test(name))
    .map((name) => name.slice(0, -8));
  const folder = folders[0];
  if (folders.length !== 1 || folder === undefined)
    throw formatError('variantRefused', {
      file: source.path,
      found: `a zip archive with ${folders.length} files data.pkl`,
      advice: 'A file written by torch.save has exactly one. Save model.state_dict() again.',
    });
  if (entries.has(`${folder}constants.pkl`))
    throw formatError('variantRefused', {
      file: source.path,
      found: 'a TorchScript program',
      advice: 'Load it with torch.jit.load and save its state_dict() as safetensors.',
    });
  return folder;
}

function checkByteOrder(source: ByteSource, entry: ZipEntry | undefined): void {
  if (entry === undefined) return;
  const bytes = openZipEntry(source, entry);
  const order = bytes.sizeBytes > 16 ? 'unknown' : new TextDecoder().decode(bytes.read(0, bytes.sizeBytes));
  if (order === 'little') return;
  throw formatError('variantRefused', {
    file: source.path,
    found: `a checkpoint with the byte order "${order}"`,
    advice: 'Save it again on a little-endian machine, or as safetensors.',
  });
}

function openStorage(
  source: ByteSource,
  entries: ReadonlyMap<string, ZipEntry>,
  wanted: { folder: string; storage: TorchStorage },
): ByteSource {
  const { key, dtype, count } = wanted.storage;
  const file = source.path;
  const entry = entries.get(`${wanted.folder}data/${key}`);
  const place = `storage "${key}"`;
  if (entry === undefined) throw formatError('invalid', { file, place, problem: 'is not in the archive' });
  const bytes = openZipEntry(source, entry);
  const needed = count * elementBytes[dtype];
  if (bytes.sizeBytes !== needed)
    throw formatError('invalid', {
      file,
      place,
      problem: `${count} elements of ${dtype} need ${needed} bytes, the archive has ${bytes.sizeBytes}`,
    });
  return bytes;
}
