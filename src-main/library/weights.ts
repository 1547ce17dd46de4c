// Opens weights wherever a person points: a file of any readable format, or a folder as the Hugging Face Hub lays it.

import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { stayingInside } from '../data/read-within.ts';
import { type ByteSource, fileSource } from '../formats/byte-source.ts';
import type { JsonObject } from '../formats/json-document.ts';
import { withoutModulePrefix } from '../formats/module-prefix.ts';
import { readPytorchLegacy } from '../formats/pytorch-legacy-reader.ts';
import { readPytorch } from '../formats/pytorch-reader.ts';
import { type RecognisedFormat, recogniseFormat } from '../formats/recognise-format.ts';
import { readSafetensors } from '../formats/safetensors-reader.ts';
import { readTfjsLayers } from '../formats/tfjs-layers-reader.ts';
import type { WeightFile } from '../formats/weight-tensors.ts';
import { libraryError } from './errors.ts';
import { isOwnModelFile, readHubConfig, readPooling } from './weights-config.ts';
import { isShardIndex, openSharded } from './weights-index.ts';
import { openShardInside } from './weights-shard.ts';

/** What a folder is looked through for, best first. */
export const hubFiles = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
  'model.json',
] as const;

/**
 * Opens the weights at a path; tensors are read when asked for. Recognised by content, not by name. A `module.` prefix
 * common to all names is removed. With Hub file names, `metadata` has what lies beside them parsed: `config`
 * (config.json), `preprocessor` (preprocessor_config.json), `tokenizer` (tokenizer_config.json), `finesse` (model.json of
 * a run or export of ours), `pooling` (of the pooling module that the modules.json of Sentence Transformers names); with a model.json of TensorFlow.js `teachable` (metadata.json of Teachable Machine).
 * Throws errors of `library` (not found, not recognised, shards) and of `formats` (what is wrong in a file).
 */
export function openWeights(path: string): WeightFile {
  const file = weightsFileAt(path);
  const weights = withoutModulePrefix(openFile(file));
  if (!hubFiles.some((name) => name === basename(file))) return weights;
  return { ...weights, metadata: { ...weights.metadata, ...besideWeights(dirname(file), basename(file)) } };
}

/** What the files beside weights tell, by what each is. */
function besideWeights(folder: string, weights: string): Record<string, JsonObject> {
  const files = weights === 'model.json' ? { teachable: 'metadata.json' } : hubSettings;
  const found: Record<string, JsonObject> = {};
  for (const [key, name] of Object.entries(files)) {
    const content = readHubConfig(join(folder, name));
    if (content !== undefined && (key !== 'finesse' || isOwnModelFile(content))) found[key] = content;
  }
  const pooling = readPooling(folder);
  if (pooling !== undefined && weights !== 'model.json') found.pooling = pooling;
  return found;
}

const hubSettings = {
  config: 'config.json',
  preprocessor: 'preprocessor_config.json',
  tokenizer: 'tokenizer_config.json',
  finesse: 'model.json',
} as const;

/** The file of weights at a path: itself, or the one a folder is opened by. Throws `library.weightsNotFound`, `library.folderWithoutWeights`. */
export function weightsFileAt(path: string): string {
  return orNotFound(path, () => statSync(path)).isDirectory() ? stayingInside(findInFolder(path)) : path;
}

function openFile(path: string): WeightFile {
  const source = fileSource(path);
  const format = recogniseFormat(source);
  return format.readable === 'json' ? openJson(source) : openContainer(source, format);
}

/** A JSON file of weights is the index of a sharded model or the model.json of TensorFlow.js. */
function openJson(source: ByteSource): WeightFile {
  if (!isShardIndex(source)) return readTfjsLayers(source, (shard) => openShardInside(source.path, shard));
  return openSharded(source, (path) => {
    const shard = fileSource(path);
    return openContainer(shard, recogniseFormat(shard));
  });
}

/** The formats that hold tensors themselves, and so can be shards. */
const containers = {
  safetensors: readSafetensors,
  pytorch: readPytorch,
  'pytorch-legacy': readPytorchLegacy,
} as const;

function openContainer(source: ByteSource, format: RecognisedFormat): WeightFile {
  if (format.readable !== undefined && format.readable !== 'json') return containers[format.readable](source);
  const { found, advice } = format.readable === undefined ? format : jsonShard;
  throw libraryError('weightsUnrecognised', { path: source.path, found, advice });
}

const jsonShard = { found: 'a JSON file where tensors should be', advice: 'Download the shard again.' };

function findInFolder(folder: string): string {
  const names = orNotFound(folder, () => readdirSync(folder)).sort();
  const found = hubFiles.find((name) => names.includes(name));
  if (found === undefined)
    throw libraryError('folderWithoutWeights', { path: folder, found: listNames(names) });
  return join(folder, found);
}

function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
}

function orNotFound<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw libraryError('weightsNotFound', { path, reason }, error);
  }
}
