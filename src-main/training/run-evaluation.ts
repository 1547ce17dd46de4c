// The evaluation of a model on a split, and the files it leaves.
import { join } from 'node:path';
import type { DatasetVersion, ExampleSource, SplitName } from '../data/dataset-version.ts';
import { type EvaluationReport, makeReport } from '../evaluation/evaluation-report.ts';
import { writeJsonDurably, writeTensorsDurably } from './durable-files.ts';
import { runFiles } from './run-files.ts';
import type { SplitProbabilities } from './split-probabilities.ts';

/** Compares what the network said with the labels. `seed` is that of the bootstrap. */
export function reportOn(
  version: DatasetVersion,
  { indices, labels, probabilities }: SplitProbabilities,
  seed: number,
): EvaluationReport {
  const sources = Array.from(indices, (index): ExampleSource => version.examples[index]!.source);
  return makeReport({ classes: version.classes, labels, probabilities, options: { sources, seed } });
}

/** Writes evaluation.json, and every prediction behind it for looking at errors. */
export function saveEvaluation(
  runFolder: string,
  report: EvaluationReport,
  { split, predictions }: { split: SplitName; predictions: SplitProbabilities },
): void {
  const classes = report.classes.length;
  savePredictions(join(runFolder, runFiles.predictions), predictions, { split, classes });
  writeJsonDurably(join(runFolder, runFiles.evaluation), report);
}

/** Writes what was said about each example: indices, labels, probabilities. */
export function savePredictions(
  path: string,
  { indices, labels, probabilities }: SplitProbabilities,
  { split, classes }: { split: SplitName; classes: number },
): void {
  const rows = labels.length;
  writeTensorsDurably(path, {
    tensors: [
      { name: 'indices', dtype: 'int32', shape: [rows], read: () => indices },
      { name: 'labels', dtype: 'int32', shape: [rows], read: () => labels },
      { name: 'probabilities', dtype: 'float32', shape: [rows, classes], read: () => probabilities },
    ],
    metadata: { split },
  });
}
