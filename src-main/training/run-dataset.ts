// The dataset version of a run: settled at its first start, then frozen in its folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetVersion, SplitName } from '../data/dataset-version.ts';
import type { EarlierSplit } from '../data/earlier-split.ts';
import { openDataset } from '../data/open-dataset.ts';
import type { SourceTaken } from '../data/source-notices.ts';
import { tasks } from '../facts/tasks.ts';
import { readJson, writeJsonDurably } from './durable-files.ts';
import { trainingError } from './errors.ts';
import type { Recipe } from './recipe.ts';
import { runFiles } from './run-files.ts';

export interface RunDatasetOptions {
  readonly recipe: Recipe;
  readonly runFolder: string;
  /** The recorded version of a resumed run. */
  readonly recorded: DatasetVersion | undefined;
  /** Whose examples keep their splits in a version that is made now. */
  readonly earlier: EarlierSplit | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
  /** Told what the columns and folders were taken for, where the data is read. */
  readonly onSources: (sources: readonly SourceTaken[]) => void;
}

/** Takes the recorded version, the one in the run's folder, or reads the data. Throws training.tooFewClasses, emptySplit. */
export async function prepareDataset(options: RunDatasetOptions): Promise<DatasetVersion> {
  const { runFolder, recorded } = options;
  const path = join(runFolder, runFiles.dataset);
  const frozen = recorded ?? (existsSync(path) ? (readJson(path) as DatasetVersion) : undefined);
  const version = frozen ?? (await readData(options));
  checkVersion(version);
  if (!existsSync(path)) writeJsonDurably(path, version);
  return version;
}

function readData({
  recipe,
  earlier,
  signal,
  onProgress,
  onSources,
}: RunDatasetOptions): Promise<DatasetVersion> {
  return openDataset({
    kind: tasks[recipe.task].kind,
    data: recipe.data,
    seed: recipe.seed,
    earlier,
    signal,
    onProgress,
    onSources,
  });
}

function checkVersion(version: DatasetVersion): void {
  const { classes, path } = version;
  if (classes.length < 2) throw trainingError('tooFewClasses', { path, classes: classes.length });
  if (splitSize(version, 'train') === 0) throw trainingError('emptySplit', { path, split: 'train' });
}

/** Examples of a split. */
export function splitSize(version: DatasetVersion, split: SplitName): number {
  return version.examples.reduce((count, example) => count + Number(example.split === split), 0);
}
