// Which files belong to a model that is to be imported: its weights with all shards, and what lies beside them.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { stayingInside } from '../data/read-within.ts';
import { fileSource } from '../formats/byte-source.ts';
import { isJsonObject, parseJsonObject } from '../formats/json-document.ts';
import { recogniseFormat } from '../formats/recognise-format.ts';
import { checkShardPath } from '../formats/shard-path.ts';
import { libraryError } from './errors.ts';
import { hubFiles, weightsFileAt } from './weights.ts';
import { modulesFile, poolingFile } from './weights-config.ts';

export interface ModelFile {
  readonly from: string;
  /** Name in the model's folder. */
  readonly to: string;
  readonly sizeBytes: number;
}

export const tokenizerNames = ['tokenizer.json', 'vocab.txt'] as const;
const besideWeights =
  /^(config\.json|model\.json|metadata\.json|preprocessor_config\.json|tokenizer_config\.json|special_tokens_map\.json|(README|LICENSE|LICENCE)(\.(md|txt))?)$/i;

/** The files of the model at a path, weights first. Throws `library.weightsNotFound` and what opening weights throws. */
export function modelFiles(path: string): ModelFile[] {
  const weights = weightsFileAt(path);
  const folder = dirname(weights);
  const format = recogniseFormat(fileSource(weights));
  const shards = format.readable === 'json' ? shardsOf(weights) : [];
  const isHub = hubFiles.some((name) => name === basename(weights));
  const names = readdirSync(folder);
  const beside = names.filter(
    (name) =>
      name !== basename(weights) &&
      (tokenizerNames.some((tokenizer) => tokenizer === name) || (isHub && besideWeights.test(name))),
  );
  return [
    file(weights, isHub ? basename(weights) : usualName(weights, format.readable)),
    ...shards.map((shard) => file(join(folder, shard), shard)),
    ...beside.map((name) => file(join(folder, name), name)),
    ...(isHub ? [modulesFile, poolingFile] : [])
      .filter((name) => existsSync(join(folder, name)))
      .map((name) => file(join(folder, name), name)),
  ];
}

/** The licence that the model's files tell, from the head of its README (Hub model cards) or a LICENSE file's first line. */
export function licenceOf(files: readonly ModelFile[]): string | undefined {
  for (const { from, to, sizeBytes } of files) {
    if (!/^(README|LICEN[SC]E)/i.test(to)) continue;
    const source = fileSource(from);
    const text = Buffer.from(source.read(0, Math.min(4096, sizeBytes))).toString('utf8');
    const told = /^README/i.test(to)
      ? /^---\n[\s\S]*?^license:\s*["']?([^\s"']+)/m.exec(text)?.[1]
      : text
          .split('\n')
          .map((line) => line.trim())
          .find((line) => line !== '');
    if (told !== undefined) return told.slice(0, 120);
  }
  return undefined;
}

/** Under these names the folder is opened as the Hub lays it; formats are told by content anyway. */
function usualName(path: string, format: string | undefined): string {
  if (format === 'safetensors') return 'model.safetensors';
  if (format === 'pytorch' || format === 'pytorch-legacy') return 'pytorch_model.bin';
  return extname(path) === '.json' ? 'model.json' : basename(path);
}

function shardsOf(path: string): string[] {
  const source = fileSource(path);
  const json = parseJsonObject(source.read(0, source.sizeBytes), { file: path, place: 'the file' });
  const listed = isJsonObject(json.weight_map)
    ? Object.values(json.weight_map)
    : Array.isArray(json.weightsManifest)
      ? json.weightsManifest.flatMap((group: unknown) =>
          isJsonObject(group) && Array.isArray(group.paths) ? (group.paths as unknown[]) : [],
        )
      : [];
  return [...new Set(listed.map((name) => checkShardPath(path, 'a shard', name)))];
}

function file(from: string, to: string): ModelFile {
  const entry = statSync(stayingInside(from), { throwIfNoEntry: false });
  if (entry === undefined)
    throw libraryError('weightsNotFound', { path: from, reason: 'there is no such file' });
  return { from, to, sizeBytes: entry.size };
}
