// Which epoch was the best, and when to stop waiting for a better one.
import { classificationMetrics, validationName } from '../facts/metrics.ts';
import type { Recipe } from './recipe.ts';

export type EarlyStopping = Exclude<Recipe['hyperparameters']['earlyStopping'], false>;

export interface BestEpoch {
  /** Counted from 1 over the run. */
  readonly epoch: number;
  readonly value: number;
  /** Folder of its parameters among the checkpoints. */
  readonly folder: string;
}

/** The watched value of an epoch; undefined where its validation split does not define it. */
export function watchedValue(
  { metric }: EarlyStopping,
  metrics: Readonly<Record<string, number>>,
): number | undefined {
  return metrics[validationName(metric)];
}

/** By more than `minDelta`, in the direction of the metric. */
export function isBetter({ metric, minDelta }: EarlyStopping, value: number, best: number): boolean {
  const { better } = classificationMetrics[metric];
  return better === 'lower' ? value < best - minDelta : value > best + minDelta;
}

/** Where early stopping stands after some epochs. */
export interface EarlyStoppingState {
  /** The watched metric by its name in epochs: valLoss ... */
  readonly metric: string;
  readonly patience: number;
  /** Epochs of the present phase since the last improvement. */
  readonly staleEpochs: number;
  readonly bestEpoch: number | null;
  readonly bestValue: number | null;
}

interface EndedEpoch {
  readonly epoch: number;
  readonly phase: string;
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** The state that the loop was in after `epochs`, in order, told from their records alone. */
export function earlyStoppingState(
  earlyStopping: EarlyStopping,
  epochs: readonly EndedEpoch[],
): EarlyStoppingState {
  const metric = validationName(earlyStopping.metric);
  let best: { epoch: number; value: number } | null = null;
  let staleEpochs = 0;
  let phase: string | undefined;
  for (const epoch of epochs) {
    if (epoch.phase !== phase) staleEpochs = 0;
    phase = epoch.phase;
    const value = epoch.metrics[metric];
    if (value === undefined || value === null) continue;
    if (best === null || isBetter(earlyStopping, value, best.value)) {
      best = { epoch: epoch.epoch, value };
      staleEpochs = 0;
    } else staleEpochs += 1;
  }
  const { patience } = earlyStopping;
  return { metric, patience, staleEpochs, bestEpoch: best?.epoch ?? null, bestValue: best?.value ?? null };
}
