// A finished run evaluated again: on its own test split, or on other labelled data.
import { join } from 'node:path';
import { dataOptionsSchema } from '../data/data-options.ts';
import type { DatasetVersion, Example, SplitName } from '../data/dataset-version.ts';
import { openDataset } from '../data/open-dataset.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import { readJson } from './durable-files.ts';
import { trainingError } from './errors.ts';
import { type LoadedRun, loadRun } from './load-run.ts';
import { type Recipe, recipeSchema } from './recipe.ts';
import { splitSize } from './run-dataset.ts';
import { reportOn } from './run-evaluation.ts';
import { runFiles } from './run-files.ts';
import { openInputBatches } from './split-batches.ts';
import { type SplitProbabilities, splitProbabilities } from './split-probabilities.ts';
import { makeInferenceStep } from './training-step.ts';

export interface EvaluateOptions {
  /** Other labelled data; all of it is evaluated. The run's own test split when absent. */
  readonly data?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Evaluates a finished run. Classes of other data are matched by name; those it lacks are absent from the averages.
 * Throws training.notARun, training.otherClasses, training.emptySplit, and `data.*`.
 */
export async function evaluateRun(
  runFolder: string,
  options: EvaluateOptions = {},
): Promise<EvaluationReport> {
  const run = await loadRun(runFolder);
  try {
    const recipe = recipeSchema.parse(readJson(join(runFolder, runFiles.recipe)));
    const version =
      options.data === undefined
        ? (readJson(join(runFolder, runFiles.dataset)) as DatasetVersion)
        : await otherData(run, recipe, { ...options, data: options.data });
    return await evaluateVersion(run, version, { ...options, seed: recipe.seed });
  } finally {
    await run.close();
  }
}

async function evaluateVersion(
  run: LoadedRun,
  version: DatasetVersion,
  options: EvaluateOptions & { readonly seed: number },
): Promise<EvaluationReport> {
  const predictions = await predictSplit(run, version, { ...options, split: 'test' });
  return reportOn(version, predictions, options.seed);
}

export interface SplitOptions extends Omit<EvaluateOptions, 'data'> {
  readonly split: SplitName;
}

/** What an opened run says about a split. Throws training.emptySplit, and the signal's reason. */
export async function predictSplit(
  { model, preparation, classes }: LoadedRun,
  version: DatasetVersion,
  { signal, onProgress, split }: SplitOptions,
): Promise<SplitProbabilities> {
  const total = splitSize(version, split);
  if (total === 0) throw trainingError('emptySplit', { path: version.path, split });
  const source = openInputBatches(preparation, version, {
    split,
    batchSize: 32,
    shuffle: false,
    augmentation: false,
  });
  const step = makeInferenceStep(model, 0, { frozen: version.kind === 'image' });
  const onRows = (done: number) => {
    signal?.throwIfAborted();
    onProgress?.(done, total);
  };
  try {
    return await splitProbabilities(step, source, { classes: classes.length, onRows });
  } finally {
    step.dispose();
  }
}

const unsplit = { validationFraction: 0, testFraction: 0 } as const;

/** Reads other data with the recipe's columns and encoding, and makes all of it the test split, in the run's classes. */
async function otherData(
  { classes, task }: LoadedRun,
  recipe: Recipe,
  { data: path, signal }: EvaluateOptions & { readonly data: string },
): Promise<DatasetVersion> {
  const { textColumn, labelColumn, encoding, separator } = recipe.data;
  const version = await openDataset({
    kind: task === 'image-classification' ? 'image' : 'text',
    // All of it is evaluated, so nothing is split off: a handful of examples suffices.
    data: dataOptionsSchema.parse({ path, textColumn, labelColumn, encoding, separator, ...unsplit }),
    seed: recipe.seed,
    signal,
  });
  const unknown = version.classes.filter((name) => !classes.includes(name));
  if (unknown.length > 0) throw trainingError('otherClasses', { path, found: unknown });
  const labels = version.classes.map((name) => classes.indexOf(name));
  const examples = version.examples.map(
    (example): Example => ({ ...example, label: labels[example.label]!, split: 'test' }),
  );
  return { ...version, classes, examples };
}
