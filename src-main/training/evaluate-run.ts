// A finished run evaluated again: on its own test split, or on other labelled data.
import { join } from 'node:path';
import { type ChangedFiles, findChangedFiles } from '../data/changed-files.ts';
import { dataOptionsSchema } from '../data/data-options.ts';
import type { DataProblem, DatasetVersion, SplitName } from '../data/dataset-version.ts';
import { openLabelledData } from '../data/labelled-data.ts';
import type { SourceTaken } from '../data/source-notices.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import type { MeasuredData } from '../evaluation/measured-data.ts';
import { kinds } from '../facts/kinds.ts';
import { tasks } from '../facts/tasks.ts';
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
  /** Other labelled data; all of it is evaluated, as often as it occurs. The run's own test split when absent. */
  readonly data?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Told what the columns and folders of other data were taken for. */
  readonly onSources?: (sources: readonly SourceTaken[]) => void;
}

/**
 * Evaluates a finished run. Classes of other data are matched by name; those it lacks are absent from the averages,
 * and what could not be measured is counted in the report's `data`.
 * Throws training.notARun, training.filesGone, training.otherClasses, training.emptySplit, and `data.*`.
 */
export async function evaluateRun(
  runFolder: string,
  options: EvaluateOptions = {},
): Promise<EvaluationReport> {
  const run = await loadRun(runFolder);
  try {
    const recipe = recipeSchema.parse(readJson(join(runFolder, runFiles.recipe)));
    const own = readJson(join(runFolder, runFiles.dataset)) as DatasetVersion; // written by prepareDataset
    const measure = { ...options, seed: recipe.seed };
    if (options.data === undefined) {
      const changedFiles = await findChangedFiles(own, { split: 'test', signal: options.signal });
      refuseVanished(changedFiles);
      return { ...(await evaluateVersion(run, own, measure)), changedFiles };
    }
    const { version, data } = await otherData(run, recipe, { ...options, own, data: options.data });
    return { ...(await evaluateVersion(run, version, measure)), data };
  } finally {
    await run.close();
  }
}

/** What is gone cannot be measured, and the others alone would be another test. */
function refuseVanished({ examples, changed, vanished, first }: ChangedFiles): void {
  const gone = first.find(({ state }) => state === 'vanished') ?? first[0];
  if (vanished > 0 && gone !== undefined)
    throw trainingError('filesGone', { examples, changed, vanished, first: gone.path });
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
  const step = makeInferenceStep(model, 0, { frozen: !kinds[version.kind].hasTokens });
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

/** Reads other data with the recipe's columns and encoding, and takes all of it that is of the run's classes. */
async function otherData(
  { classes, task }: LoadedRun,
  recipe: Recipe,
  {
    data: path,
    own,
    signal,
    onSources,
  }: EvaluateOptions & { readonly data: string; readonly own: DatasetVersion },
): Promise<{ readonly version: DatasetVersion; readonly data: MeasuredData }> {
  const { textColumn, labelColumn, pathColumn, splitColumn, folders, encoding, separator } = recipe.data;
  const columns = { textColumn, labelColumn, pathColumn, ...(splitColumn === false && { splitColumn }) };
  const { version, leftOut, unknownClasses } = await openLabelledData({
    kind: tasks[task].kind,
    data: dataOptionsSchema.parse({ path, ...columns, folders, encoding, separator }),
    classes,
    seed: recipe.seed,
    signal,
    onSources,
  });
  if (version.examples.length === 0 && unknownClasses.length > 0)
    throw trainingError('otherClasses', { path, found: unknownClasses });
  return { version, data: measuredData(version, leftOut, own) };
}

function measuredData(
  { path, examples }: DatasetVersion,
  leftOut: readonly DataProblem[],
  own: DatasetVersion,
): MeasuredData {
  const trained = new Set(
    own.examples.flatMap(({ contentHash, split }) => (split === 'train' ? [contentHash] : [])),
  );
  const groups = Map.groupBy(leftOut, ({ code }) => code);
  return {
    path,
    found: examples.length + leftOut.length,
    measured: examples.length,
    copies: examples.length - new Set(examples.map(({ contentHash }) => contentHash)).size,
    trainedOn: examples.filter(({ contentHash }) => trained.has(contentHash)).length,
    leftOut: [...groups]
      .map(([code, problems]) => {
        const { source, message } = problems[0]!;
        return { code, count: problems.length, first: source, message };
      })
      .sort((a, b) => b.count - a.count),
  };
}
