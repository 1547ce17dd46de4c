// What a finished run said about each example of a split, most often of the test split, read back from its folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetVersion, Example, ExampleSource, SplitName } from '../data/dataset-version.ts';
import { checkPredictions, type Predictions } from '../evaluation/predictions.ts';
import { readJson } from './durable-files.ts';
import { trainingError } from './errors.ts';
import { readPredictions } from './predictions-file.ts';
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
  const found = readPredictions(path);
  if (found === undefined || !existsSync(dataset)) throw trainingError('noEvaluation', { folder: runFolder });
  const { classes, examples } = readJson(dataset) as DatasetVersion; // written by prepareDataset
  const { indices, labels, probabilities } = found;
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
