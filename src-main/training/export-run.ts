// A finished run as files for other programs: ONNX, or safetensors as Transformers and torchvision read them. Everything
// is written into a folder aside, checked there against the run, and moved into place only when it agrees.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { vocabularyTokens } from '../data/tokenizer.ts';
import { withLowerCase } from '../data/tokenizer-case.ts';
import { bertTokenizerFile } from '../data/tokenizer-file.ts';
import type { StepInputs } from '../engine/compiled-step.ts';
import { compileStep } from '../engine/compiled-step.ts';
import { systemFault } from '../errors.ts';
import type { DecisionRule } from '../evaluation/decision.ts';
import { readJson } from './durable-files.ts';
import { trainingError } from './errors.ts';
import { exportedNames, onnxFile, readmeFile } from './export-files.ts';
import type { ExportFormat } from './export-formats.ts';
import { forward, onnxBytes, openExported, padToExport, syntheticInputs } from './export-onnx.ts';
import { compareRows, type ExportParity, parityExamples, parityTolerance } from './export-parity.ts';
import { exportReadme } from './export-readme.ts';
import { giveUsualRights } from './file-rights.ts';
import { hubConfig, hubTokenizerConfig } from './hub-config.ts';
import { openPredictor, type Predictor } from './predictor.ts';
import { type ModelFile, readModelFile, runFiles } from './run-files.ts';
import { tokenLimit } from './split-batches.ts';

export interface ExportedRun {
  readonly format: ExportFormat;
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
  readonly sizeBytes: number;
  readonly parity: ExportParity;
}

export interface ExportOptions {
  /** The rule that is kept with the run; null or absent: the most probable class is the answer. */
  readonly rule?: DecisionRule | null;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (phase: 'loading' | 'writing' | 'checking', done: number, total: number) => void;
}

/**
 * Writes the model of a finished run into `folder`, which is made where it is missing. Files that are there already
 * are never replaced. Throws training.notARun, training.exportExists, training.exportDiffers, and the signal's reason.
 */
export async function exportRun(
  runFolder: string,
  format: ExportFormat,
  folder: string,
  options: ExportOptions = {},
): Promise<ExportedRun> {
  const file = readModelFile(runFolder);
  const names = exportedNames(runFolder, format);
  for (const name of names)
    if (existsSync(join(folder, name))) throw trainingError('exportExists', { path: join(folder, name) });
  const made = mkdirSync(folder, { recursive: true });
  if (made !== undefined) giveUsualRights(folder, 'folder');
  const aside = mkdtempSync(join(folder, '.finesse-export-'));
  try {
    const parity = await writeAndCheck(
      { runFolder, file, aside, format, folder, rule: options.rule ?? null },
      options,
    );
    for (const name of names) {
      giveUsualRights(join(aside, name));
      renameSync(join(aside, name), join(folder, name));
    }
    rmdirSync(aside);
    const files = names.map((name) => ({
      path: join(folder, name),
      sizeBytes: statSync(join(folder, name)).size,
    }));
    return {
      format,
      folder,
      files,
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      parity,
    };
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw systemFault(error, folder) ?? error;
  }
}

interface ExportJob {
  readonly runFolder: string;
  readonly file: ModelFile;
  readonly format: ExportFormat;
  /** Where it is written first, and where it goes. */
  readonly aside: string;
  readonly folder: string;
  readonly rule: DecisionRule | null;
}

async function writeAndCheck(job: ExportJob, options: ExportOptions): Promise<ExportParity> {
  const { runFolder, aside, format, file, rule } = job;
  options.onProgress?.('loading', 0, 0);
  const predictor = await openPredictor(runFolder);
  try {
    const examples = await runAnswers(predictor, runFolder, options);
    options.onProgress?.('writing', 0, 0);
    writeCompanions(job, predictor);
    const actual =
      format === 'onnx'
        ? await writeOnnx(job, predictor, examples, options)
        : await writeSafetensors(job, examples, options);
    const parity = compareRows(examples.expected, actual, examples.inputs);
    const path = join(job.folder, exportedNames(runFolder, format)[0]!);
    if (!(parity.largestDifference <= parityTolerance))
      throw trainingError('exportDiffers', {
        path,
        difference: parity.largestDifference,
        tolerance: parityTolerance,
      });
    const { model, preparation } = predictor;
    const readme = exportReadme({ format, file, model, maxTokens: tokenLimit(preparation), parity, rule });
    writeFileSync(join(aside, readmeFile), readme);
    return parity;
  } finally {
    await predictor.close();
  }
}

/** What the run says about the examples of the check, and how to ask something else the same. */
interface CheckedExamples {
  readonly inputs: ExportParity['inputs'];
  readonly expected: readonly Float32Array[];
  /** Network inputs of one row each, or all in one. */
  readonly prepared: readonly StepInputs[];
  /** Undefined where the inputs are made up. */
  readonly list: readonly Parameters<Predictor['prepare']>[0][] | undefined;
}

async function runAnswers(
  predictor: Predictor,
  runFolder: string,
  options: ExportOptions,
): Promise<CheckedExamples> {
  const found = parityExamples(runFolder);
  const answers = found === undefined ? [] : await predictor.answer(found.list, { signal: options.signal });
  const usable = found?.list.filter((_, at) => answers[at]?.probabilities !== undefined) ?? [];
  if (found === undefined || usable.length === 0) return syntheticAnswers(predictor, runFolder);
  const expected = answers.flatMap(({ probabilities }) =>
    probabilities === undefined ? [] : [probabilities],
  );
  const prepared: StepInputs[] = [];
  for (const input of usable) prepared.push(await predictor.prepare(input));
  return { inputs: found.inputs, expected, prepared, list: usable };
}

/** Rows of a made-up check: neither 1 nor a size the graph was traced with. */
const syntheticRows = 4;

function syntheticAnswers(predictor: Predictor, runFolder: string): CheckedExamples {
  const source = {
    ...predictor,
    model: predictor.model,
    preparation: predictor.preparation,
    file: readModelFile(runFolder),
  };
  const inputs = syntheticInputs(source, syntheticRows);
  const step = compileStep((values) => forward(predictor.model, values));
  const probabilities = step.run(inputs).probabilities as Float32Array;
  step.dispose();
  return {
    inputs: 'synthetic',
    expected: rowsOf(probabilities, predictor.classes.length),
    prepared: [inputs],
    list: undefined,
  };
}

function rowsOf(values: Float32Array, classes: number): Float32Array[] {
  return Array.from({ length: values.length / classes }, (_, row) =>
    values.slice(row * classes, (row + 1) * classes),
  );
}

/** The files beside the model. */
function writeCompanions({ runFolder, aside, file, format }: ExportJob, { preparation }: Predictor): void {
  copyFileSync(join(runFolder, runFiles.model), join(aside, runFiles.model));
  const { tokenizer } = preparation;
  if (tokenizer === undefined) return;
  const vocabulary = join(runFolder, 'vocab.txt');
  if (existsSync(vocabulary)) copyFileSync(vocabulary, join(aside, 'vocab.txt'));
  const content = writeTokenizer(runFolder, aside, file);
  if (format !== 'safetensors') return;
  const maxTokens = tokenLimit(preparation);
  writeJson(join(aside, 'config.json'), hubConfig(file, { padId: tokenizer.padId, maxTokens }));
  writeJson(join(aside, 'tokenizer_config.json'), hubTokenizerConfig(file, content, maxTokens));
}

/** tokenizer.json as the run used it: of its vocab.txt where it has no other, with the recipe's own setting of lower case. */
function writeTokenizer(runFolder: string, aside: string, { preprocessing }: ModelFile): object {
  const { lowerCase } = preprocessing;
  const [from, to] = [join(runFolder, 'tokenizer.json'), join(aside, 'tokenizer.json')];
  if (!existsSync(from)) {
    const tokens = vocabularyTokens(readFileSync(join(runFolder, 'vocab.txt'), 'utf8'));
    const made = bertTokenizerFile(tokens, { lowerCase: lowerCase ?? true });
    writeJson(to, made);
    return made;
  }
  const content = readJson(from) as { normalizer?: object | null };
  const changed = withLowerCase(content, lowerCase);
  if (changed === content) copyFileSync(from, to);
  else writeJson(to, changed);
  return changed;
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Writes the graph and asks it in plain ONNX Runtime, from the file that was written. */
async function writeOnnx(
  { aside, file, folder, rule }: ExportJob,
  predictor: Predictor,
  { prepared }: CheckedExamples,
  options: ExportOptions,
): Promise<Float32Array[]> {
  const source = { model: predictor.model, preparation: predictor.preparation, file, rule };
  const path = join(aside, onnxFile);
  writeFileSync(path, await onnxBytes(source));
  const exported = openExported(readFileSync(path), join(folder, onnxFile));
  const rows: Float32Array[] = [];
  try {
    for (const [at, inputs] of prepared.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.('checking', at, prepared.length);
      const { probabilities } = exported.run(padToExport(inputs, source));
      rows.push(...rowsOf(probabilities as Float32Array, predictor.classes.length));
      await setImmediate(); // a cancellation comes over the process's channel
    }
  } finally {
    exported.dispose();
  }
  return rows;
}

/** Copies the weights and opens the copy as another run: weights, classes, tokenizer and preprocessing are all read anew. */
async function writeSafetensors(
  { runFolder, aside }: ExportJob,
  { list, prepared }: CheckedExamples,
  options: ExportOptions,
): Promise<Float32Array[]> {
  copyFileSync(join(runFolder, runFiles.weights), join(aside, runFiles.weights));
  options.onProgress?.('checking', 0, 0);
  const exported = await openPredictor(aside);
  try {
    if (list === undefined)
      return prepared.flatMap((inputs) => rowsOf(exported.run(inputs), exported.classes.length));
    const answers = await exported.answer(list, { signal: options.signal });
    return answers.map(({ probabilities }) => probabilities ?? new Float32Array());
  } finally {
    await exported.close();
  }
}
