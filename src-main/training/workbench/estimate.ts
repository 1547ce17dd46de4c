// Errand: what a training will take here. Needs a process of its own, because it measures the process's memory.
import { openReading } from '../../data/kept-readings.ts';
import { dryRun } from '../dry-run.ts';
import type { Recipe } from '../recipe.ts';
import type { TrainingEstimate } from '../training-estimate.ts';
import type { Errand } from '../workbench-messages.ts';

export interface EstimateInput {
  readonly recipe: Recipe;
  /** Of the recipe's data, as `inspect-data` has read it. */
  readonly readingKey: string;
  /** Empty; whoever asks deletes it. */
  readonly folder: string;
}

export const estimateErrand: Errand<EstimateInput, TrainingEstimate> = (
  { recipe, readingKey, folder },
  { cacheFolder, signal, progress },
) =>
  dryRun({
    recipe,
    version: openReading(cacheFolder, readingKey).version,
    folder,
    cacheFolder,
    signal,
    onProgress: (phase, done, total) => progress({ phase, done, total }),
  });
