// Sharded models of the Hub: `*.index.json` says in which file each tensor is.
import { dirname, join } from 'node:path';
import type { ByteSource } from '../formats/byte-source.ts';
import { isJsonObject, type JsonObject, parseJsonObject, shortJson } from '../formats/json-document.ts';
import { checkShardPath } from '../formats/shard-path.ts';
import type { WeightFile, WeightTensor } from '../formats/weight-tensors.ts';
import { libraryError } from './errors.ts';
import { shardTarget } from './weights-shard.ts';

const MAX_INDEX_BYTES = 100_000_000;

/** True for a JSON file with a `weight_map`. Throws `formats.invalid` where the JSON is damaged. */
export function isShardIndex(source: ByteSource): boolean {
  return 'weight_map' in readIndex(source);
}

/**
 * Opens all shards of an index as one. The Hub's own cache keeps shards as links into a blob folder, so links may
 * lead anywhere; the paths themselves may not. Throws `library.indexInvalid`, `library.shardMissing`,
 * `formats.pathRefused`, and what `open` throws for a shard.
 */
export function openSharded(source: ByteSource, open: (path: string) => WeightFile): WeightFile {
  const { weight_map: weightMap, metadata = {} } = readIndex(source);
  const path = source.path;
  if (!isJsonObject(weightMap) || Object.keys(weightMap).length === 0)
    throw libraryError('indexInvalid', { path, place: 'weight_map', problem: 'names no tensors' });
  const shards = new Map<string, WeightFile>();
  const tensors = new Map<string, WeightTensor>();
  for (const [name, listed] of Object.entries(weightMap)) {
    const place = `tensor ${shortJson(name)}`;
    const shard = checkShardPath(path, place, listed);
    if (!shards.has(shard)) shards.set(shard, openShard(path, shard, open));
    const tensor = shards.get(shard)?.tensors.get(name);
    if (tensor === undefined)
      throw libraryError('indexInvalid', { path, place, problem: `is not in ${shard}` });
    tensors.set(name, tensor);
  }
  checkComplete(path, shards, tensors);
  const { format } = shards.values().next().value!;
  return { format, path, tensors, metadata: isJsonObject(metadata) ? { ...metadata } : {} };
}

function openShard(path: string, shard: string, open: (path: string) => WeightFile): WeightFile {
  shardTarget(path, shard);
  return open(join(dirname(path), shard));
}

/** A tensor that a shard holds and the index leaves out would be lost without a word. */
function checkComplete(
  path: string,
  shards: Map<string, WeightFile>,
  tensors: Map<string, WeightTensor>,
): void {
  for (const [shard, file] of shards)
    for (const name of file.tensors.keys())
      if (tensors.get(name) !== file.tensors.get(name))
        throw libraryError('indexInvalid', {
          path,
          place: `tensor ${shortJson(name)}`,
          problem: `is in ${shard}, where the index does not look for it`,
        });
}

function readIndex(source: ByteSource): JsonObject {
  if (source.sizeBytes > MAX_INDEX_BYTES)
    throw libraryError('indexInvalid', {
      path: source.path,
      place: 'the file',
      problem: `has ${source.sizeBytes} bytes, at most ${MAX_INDEX_BYTES} are read`,
    });
  return parseJsonObject(source.read(0, source.sizeBytes), { file: source.path, place: 'the file' });
}
