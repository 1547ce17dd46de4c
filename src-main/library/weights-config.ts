// The JSON files that the Hub layout puts beside the weights: config.json, preprocessor_config.json, and what Sentence
// Transformers adds.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stayingInside } from '../data/read-within.ts';
import { fileSource } from '../formats/byte-source.ts';
import { type JsonObject, parseJsonObject } from '../formats/json-document.ts';
import { libraryError } from './errors.ts';

const MAX_CONFIG_BYTES = 10_000_000;

/** The parsed file, or undefined where there is none. Throws `library.configInvalid` or `formats.invalid`. */
export function readHubConfig(path: string): JsonObject | undefined {
  if (!existsSync(path)) return undefined;
  const source = fileSource(stayingInside(path));
  if (source.sizeBytes > MAX_CONFIG_BYTES)
    throw libraryError('configInvalid', {
      path,
      problem: `has ${source.sizeBytes} bytes, at most ${MAX_CONFIG_BYTES} are read`,
    });
  return parseJsonObject(source.read(0, source.sizeBytes), { file: path, place: basename(path) });
}

/** Whether a model.json is that of a run or an export of ours, not one of TensorFlow.js. */
export function isOwnModelFile(content: JsonObject): boolean {
  return content.formatVersion === 1 && Array.isArray(content.classes) && 'architecture' in content;
}

/** Where Sentence Transformers keeps what it pools with, in a folder of its layout. */
export const poolingFile = '1_Pooling/config.json';
export const modulesFile = 'modules.json';

/**
 * What `1_Pooling/config.json` says, in a folder with the modules.json of Sentence Transformers; undefined elsewhere.
 * Throws as {@link readHubConfig}.
 */
export function readPooling(folder: string): JsonObject | undefined {
  return existsSync(join(folder, modulesFile)) ? readHubConfig(join(folder, poolingFile)) : undefined;
}
