// Errand: a model copied into the library, checked there, and only then given its name.
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openTokenizer } from '../../data/tokenizer.ts';
import type { KindName } from '../../facts/kinds.ts';
import type { TaskName } from '../../facts/tasks.ts';
import { libraryError } from '../../library/errors.ts';
import { type ModelFile, modelFiles, tokenizerNames } from '../../library/model-files.ts';
import { openWeights } from '../../library/weights.ts';
import { backboneParameters, describeModel as describe } from '../../models/describe-model.ts';
import { loadPretrained } from '../../models/load-weights.ts';
import { trainingError } from '../errors.ts';
import type { Errand, ErrandContext } from '../workbench-messages.ts';
import { ensureBackend } from './any-backend.ts';

export interface ImportModelInput {
  readonly path: string;
  readonly tokenizer?: string | undefined;
  /** The model's folder, which does not exist yet. */
  readonly folder: string;
}

export interface ImportedModel {
  readonly task: TaskName;
  readonly family: string;
  /** Of the backbone. */
  readonly parameters: number;
  readonly sizeBytes: number;
  readonly input: { readonly kind: KindName; readonly size: number };
}

/** What stands beside the weights of an imported model. */
export const importedFacts = 'finesse-model.json';

/** Room that must be left on the disk. */
const spareBytes = 50_000_000;

/** Throws `library.*`, `formats.*` and `models.*`; then nothing is left behind. */
export const importModel: Errand<ImportModelInput, ImportedModel> = async (input, context) => {
  const files = filesOf(input);
  const sizeBytes = files.reduce((bytes, file) => bytes + file.sizeBytes, 0);
  checkSpace(dirname(input.folder), sizeBytes);
  const unfinished = `${input.folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    await copyAll(files, unfinished, context);
    context.progress({ phase: 'checking', done: 0, total: 1 });
    const model = { ...(await check(unfinished, input.path)), sizeBytes };
    context.signal.throwIfAborted();
    writeFileSync(join(unfinished, importedFacts), JSON.stringify({ ...model, importedFrom: input.path }));
    renameSync(unfinished, input.folder);
    return model;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
};

/** A tokenizer that is named replaces the one beside the weights, with its settings. */
function filesOf({ path, tokenizer }: ImportModelInput): readonly ModelFile[] {
  const files = modelFiles(path);
  if (tokenizer === undefined) return files;
  const source =
    tokenizerNames.map((name) => join(tokenizer, name)).find((file) => existsSync(file)) ?? tokenizer;
  const to = source.endsWith('.json') ? 'tokenizer.json' : 'vocab.txt';
  const settings = join(dirname(source), 'tokenizer_config.json');
  const others = files.filter(
    (file) => !tokenizerNames.some((name) => name === file.to) && file.to !== 'tokenizer_config.json',
  );
  return [
    ...others,
    { from: source, to, sizeBytes: 0 },
    ...(existsSync(settings) ? [{ from: settings, to: 'tokenizer_config.json', sizeBytes: 0 }] : []),
  ];
}

function checkSpace(folder: string, neededBytes: number): void {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes < neededBytes + spareBytes)
    throw libraryError('notEnoughSpace', { folder, neededBytes, freeBytes });
}

async function copyAll(files: readonly ModelFile[], folder: string, { signal, progress }: ErrandContext) {
  const total = files.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
  let done = 0;
  for (const { from, to } of files) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    const count = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        done += chunk.length;
        progress({ phase: 'copying', done, total });
        next(null, chunk);
      },
    });
    try {
      await pipeline(createReadStream(from), count, createWriteStream(join(folder, to)), { signal });
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      throw libraryError('copyFailed', { path: from, reason }, error);
    }
  }
}

/** Reads every value of the copy, as a training would. */
async function check(folder: string, from: string): Promise<Omit<ImportedModel, 'sizeBytes'>> {
  await ensureBackend();
  const { model } = loadPretrained(openWeights(folder), { classes: 2, headDropout: 0, seed: 0 });
  try {
    const { family, input } = model;
    const parameters = backboneParameters(describe(model).stages);
    if (input.kind === 'image')
      return {
        task: 'image-classification',
        family,
        parameters,
        input: { kind: 'image', size: input.height },
      };
    await checkTokenizer(folder, from, input.vocabularySize);
    return {
      task: 'text-classification',
      family,
      parameters,
      input: { kind: 'text', size: input.maxTokens },
    };
  } finally {
    model.dispose();
  }
}

async function checkTokenizer(folder: string, from: string, rows: number): Promise<void> {
  if (!tokenizerNames.some((name) => existsSync(join(folder, name))))
    throw libraryError('tokenizerMissing', { path: from });
  const { vocabularySize: tokens } = await openTokenizer(folder);
  if (tokens > rows) throw trainingError('vocabularyMismatch', { tokens, rows });
}
