// Which epoch was the best, and when to stop waiting for a better one.
import type { Recipe } from './recipe.ts';

export type EarlyStopping = Exclude<Recipe['hyperparameters']['earlyStopping'], false>;

export interface BestEpoch {
  /** Counted from 1 over the run. */
  readonly epoch: number;
  readonly value: number;
  /** Folder of its parameters among the checkpoints. */
  readonly folder: string;
}

/** Names of the metrics of the validation split in epoch events. */
const watchedNames = {
  loss: 'valLoss',
  accuracy: 'valAccuracy',
  f1Macro: 'valF1Macro',
  rocAuc: 'valRocAuc',
} as const satisfies Record<EarlyStopping['metric'], string>;

/** The watched value of an epoch; undefined where its validation split does not define it. */
export function watchedValue(
  { metric }: EarlyStopping,
  metrics: Readonly<Record<string, number>>,
): number | undefined {
  return metrics[watchedNames[metric]];
}

/** Loss falls, everything else rises, by more than `minDelta`. */
export function isBetter({ metric, minDelta }: EarlyStopping, value: number, best: number): boolean {
  return metric === 'loss' ? value < best - minDelta : value > best + minDelta;
}
