// The evaluation of a model on a split, and the files it leaves.
import { join } from 'node:path';
import type { DatasetVersion, ExampleSource, SplitName } from '../data/dataset-version.ts';
import { addedTo } from '../evaluation/added.ts';
import { type EvaluationReport, makeReport } from '../evaluation/evaluation-report.ts';
import { checkPredictions } from '../evaluation/predictions.ts';
import { writeJsonDurably } from './durable-files.ts';
import { readPredictions, writePredictions } from './predictions-file.ts';
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

/** The report with what training beyond the probe has added, where the run had a probe and more. */
export function withProbe(
  runFolder: string,
  report: EvaluationReport,
  { labels, probabilities }: SplitProbabilities,
): EvaluationReport {
  const probe = readPredictions(join(runFolder, runFiles.probePredictions));
  if (probe === undefined) return report;
  const classes = report.classes.length;
  const [before, after] = [
    checkPredictions(probe.labels, probe.probabilities, classes),
    checkPredictions(labels, probabilities, classes),
  ];
  return { ...report, probe: addedTo(before, after) };
}

/** Writes evaluation.json, and every prediction behind it for looking at errors: indices, labels, probabilities. */
export function saveEvaluation(
  runFolder: string,
  report: EvaluationReport,
  { split, predictions }: { split: SplitName; predictions: SplitProbabilities },
): void {
  const classes = report.classes.length;
  writePredictions(join(runFolder, runFiles.predictions), predictions, { split, classes });
  writeJsonDurably(join(runFolder, runFiles.evaluation), report);
}
