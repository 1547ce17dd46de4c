// A finished run as files for other programs: ONNX with a parity check, or safetensors.
import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type CompiledStep, compileStep, type StepInput, type StepInputs } from '../engine/compiled-step.ts';
import { runOnnxModel } from '../engine/onnx-inference.ts';
import { openEngine } from '../engine/open-engine.ts';
import { exportGraph } from '../engine/ort/export-graph.ts';
import { runStages } from '../models/build-model.ts';
import type { Model } from '../models/model.ts';
import { trainingError } from './errors.ts';
import { type LoadedRun, loadRun, readModelFile } from './load-run.ts';
import { runFiles } from './run-files.ts';

export const exportFormats = ['onnx', 'safetensors'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportedRun {
  readonly format: ExportFormat;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
  /** ONNX only: the largest difference of a probability or logit between run and export on the check's inputs. */
  readonly largestDifference?: number;
}

/** An export whose outputs differ by more than this is refused. */
export const parityTolerance = 1e-4;

/** Rows of the parity check: neither 1 nor a size the graph was traced with. */
const checkedRows = 4;

/**
 * Writes the model of a finished run into `folder`, which is made where it is missing. Files that are there already
 * are never replaced. Throws training.notARun, training.exportExists, training.exportDiffers.
 */
export async function exportRun(
  runFolder: string,
  format: ExportFormat,
  folder: string,
): Promise<ExportedRun> {
  const names = format === 'onnx' ? ['model.onnx', runFiles.model] : [runFiles.weights, runFiles.model];
  const copied = [...names.slice(1), 'tokenizer.json', 'vocab.txt'].filter((name) =>
    existsSync(join(runFolder, name)),
  );
  readModelFile(runFolder);
  mkdirSync(folder, { recursive: true });
  for (const name of [names[0] as string, ...copied]) {
    if (existsSync(join(folder, name))) throw trainingError('exportExists', { path: join(folder, name) });
  }
  const main = join(folder, names[0] as string);
  const largestDifference =
    format === 'onnx' ? await writeOnnx(runFolder, main) : copyWeights(runFolder, main);
  for (const name of copied) copyFileSync(join(runFolder, name), join(folder, name));
  const paths = [main, ...copied.map((name) => join(folder, name))];
  const files = paths.map((path) => ({ path, sizeBytes: statSync(path).size }));
  return { format, files, ...(largestDifference === undefined ? {} : { largestDifference }) };
}

function copyWeights(runFolder: string, path: string): undefined {
  copyFileSync(join(runFolder, runFiles.weights), path);
}

/** Writes the ONNX file and returns its largest difference from the run. */
async function writeOnnx(runFolder: string, path: string): Promise<number> {
  const run = await loadRun(runFolder);
  try {
    const { backend, provider } = readModelFile(runFolder).engine;
    const step = compileStep((inputs) => forward(run.model, inputs));
    const inputs = checkInputs(run, checkedRows);
    const expected = step.run(inputs);
    step.dispose();
    // Whatever the run was trained on: graphs are written by the ort backend.
    if (backend !== 'ort' && backend !== 'auto') await openEngine({ backend: 'ort', provider });
    const bytes = exportGraph((values) => forward(run.model, values), {
      inputs: checkInputs(run, 1),
      metadata: exportMetadata(run),
    });
    const actual = runOnnxModel(bytes, inputs);
    const difference = largestDifference(expected, actual);
    if (!(difference <= parityTolerance))
      throw trainingError('exportDiffers', { path, difference, tolerance: parityTolerance });
    writeFileSync(path, bytes);
    return difference;
  } finally {
    await run.close();
  }
}

/** Inputs of the network -> logits and probabilities, float32[batch, classes]. */
function forward(model: Model, inputs: tf.NamedTensorMap): tf.NamedTensorMap {
  const context = { training: false, trainsBatchNorm: () => false };
  const { logits } = runStages(model, inputs, { context });
  return { logits: logits as tf.Tensor, probabilities: tf.softmax(logits as tf.Tensor) };
}

/** Inputs that reach every part of the network: smooth pictures; texts of every token, one of them shorter. */
function checkInputs({ model, preparation }: LoadedRun, rows: number): StepInputs {
  const { input } = model;
  if (input.kind === 'image') {
    const shape = [rows, 3, input.height, input.width];
    const data = Float32Array.from(
      { length: rows * 3 * input.height * input.width },
      (_, i) => 2 * Math.sin(i * 0.013),
    );
    return { x: { dtype: 'float32', shape, data } };
  }
  const tokens = Math.min(preparation.maxTokens, input.maxTokens);
  const ids = (value: (row: number, column: number) => number): StepInput => ({
    dtype: 'int32',
    shape: [rows, tokens],
    data: Int32Array.from({ length: rows * tokens }, (_, i) => value(Math.floor(i / tokens), i % tokens)),
  });
  return {
    inputIds: ids((row, column) => (row * 7919 + column * 104729) % input.vocabularySize),
    attentionMask: ids((row, column) => Number(row % 2 === 0 || column < tokens / 2)),
    tokenTypeIds: ids(() => 0),
  };
}

function exportMetadata({ model, classes, preparation }: LoadedRun): Record<string, string> {
  const { resize, maxTokens } = preparation;
  const preprocessing =
    model.input.kind === 'image' ? { ...model.input, resize } : { ...model.input, maxTokens };
  return { classes: JSON.stringify(classes), preprocessing: JSON.stringify(preprocessing) };
}

function largestDifference(
  expected: ReturnType<CompiledStep['run']>,
  actual: ReturnType<CompiledStep['run']>,
): number {
  let largest = 0;
  for (const [name, values] of Object.entries(expected)) {
    values.forEach((value, index) => {
      const difference = Math.abs(value - (actual[name]?.[index] ?? Number.NaN));
      // NaN compares false with everything; it has to count as a difference.
      if (!(difference <= largest)) largest = difference;
    });
  }
  return largest;
}
