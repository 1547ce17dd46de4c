// What a training will take on this machine, measured in a process that lives as long as the question.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FinesseError } from '../errors.ts';
import { tasks } from '../facts/tasks.ts';
import type { StorePaths } from '../store/store-folder.ts';
import type { Recipe } from '../training/recipe.ts';
import type { TrainingEstimate } from '../training/training-estimate.ts';
import type { ErrandProgress } from '../training/workbench-messages.ts';
import { keepEstimate } from './kept-estimates.ts';
import type { Workbench } from './workbench.ts';
import { WorkbenchChild } from './workbench-child.ts';

export interface EstimateOptions {
  readonly paths: Pick<StorePaths, 'cache' | 'models'>;
  /** Reads the data, or has read it already. */
  readonly workbench: Workbench;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: ErrandProgress) => void;
}

/** An aborted measurement is ended at once. One step of a large network may take long. */
const times = { idleMs: 1_000, silenceMs: 10 * 60_000, cancelMs: 0 };

/** Throws what the data, the model and the engine throw, and the signal's reason. */
export async function estimateTraining(recipe: Recipe, options: EstimateOptions): Promise<TrainingEstimate> {
  const { paths, workbench, ...watch } = options;
  const { task, data, seed } = recipe;
  const { kind } = tasks[task];
  const { dataset, fault } = await workbench.run('inspect-data', { kind, data, seed }, watch);
  if (dataset === null) throw new FinesseError(fault!);
  const child = new WorkbenchChild({
    ...times,
    cacheFolder: paths.cache,
    modelsFolder: paths.models,
    logFile: join(paths.cache, 'estimate.log'),
  });
  const folder = mkdtempSync(join(paths.cache, 'dry-run-'));
  try {
    const input = { recipe, readingKey: dataset.key, folder };
    const result = await child.run({ ...watch, errand: 'estimate', input });
    const estimate = result as TrainingEstimate; // the errand's own result
    keepEstimate(paths, recipe, estimate);
    return estimate;
  } finally {
    child.close();
    // The process may be writing until the system has ended it.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
