// What a finished run said about each example of a split, most often of the test split, read back from its folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetVersion, Example, ExampleSource, SplitName } from '../data/dataset-version.ts';
import { checkPredictions, type Predictions } from '../evaluation/predictions.ts';
import { fileSource } from '../formats/byte-source.ts';
import { readSafetensors } from '../formats/safetensors-reader.ts';
import { readJson } from './durable-files.ts';
import { trainingError } from './errors.ts';
import { predictionsFile, runFiles } from './run-files.ts';

/** One evaluated example, without what only training needs. */
export interface EvaluatedExample {
  /** Position in the dataset version. */
  readonly index: number;
  readonly source: ExampleSource;
  /** The same in every version that holds the example. */
  readonly contentHash: string;
  readonly text?: string | undefined;
}

export interface EvaluatedRun {
  readonly classes: readonly string[];
  readonly predictions: Predictions;
  /** One for each row of the predictions. */
  readonly examples: readonly EvaluatedExample[];
}

/** Reads predictions and examples. Throws training.noEvaluation, training.damagedEvaluation, `formats.*`. */
export function readEvaluatedRun(runFolder: string, split: SplitName = 'test'): EvaluatedRun {
  const path = join(runFolder, predictionsFile(split));
  const dataset = join(runFolder, runFiles.dataset);
  if (!existsSync(path) || !existsSync(dataset)) throw trainingError('noEvaluation', { folder: runFolder });
  const { classes, examples } = readJson(dataset) as DatasetVersion; // written by prepareDataset
  const { tensors } = readSafetensors(fileSource(path));
  const read = (name: string) => {
    const tensor = tensors.get(name);
    if (tensor === undefined)
      throw trainingError('damagedEvaluation', { path, problem: `it holds no ${name}` });
    return tensor.read();
  };
  const indices = Int32Array.from(read('indices') as Int32Array);
  const labels = Int32Array.from(read('labels') as Int32Array);
  const probabilities = Float32Array.from(read('probabilities') as Float32Array);
  return {
    classes,
    predictions: checkPredictions(labels, probabilities, classes.length),
    examples: Array.from(indices, (index) => exampleAt(examples, index, path)),
  };
}

function exampleAt(examples: readonly Example[], index: number, path: string): EvaluatedExample {
  const example = examples[index];
  if (example === undefined)
    throw trainingError('damagedEvaluation', {
      path,
      problem: `it names example ${index}, which the data does not have`,
    });
  const { source, contentHash, text } = example;
  return { index, source, contentHash, text };
}
