// What the parts of the training loop share: the recipe made concrete, and the ways out.
import type { BatchSource } from '../data/batches.ts';
import type { OptimizerState } from '../engine/optimizer/optimizer.ts';
import type { Model } from '../models/model.ts';
import type { PlannedPhase } from './phases.ts';
import type { Recipe } from './recipe.ts';
import type { TrainingEvent } from './training-events.ts';
import type { TrainingProgress } from './training-progress.ts';

/** Where a phase gets its batches from. */
export interface PhaseFeeds {
  /** Stage whose inputs the batches are: 0 for pictures and texts, above for cached features. */
  readonly boundary: number;
  readonly cached: boolean;
  /** A pass over the training split from `startBatch` on, in the order of this epoch. */
  openTraining(epoch: number, startBatch: number): BatchSource;
  /** A pass over the validation split; undefined where that is empty. */
  openValidation(): BatchSource | undefined;
  close(): void;
}

/** Tensors and progress of a checkpoint to be written or taken up. */
export interface TrainingState {
  readonly progress: TrainingProgress;
  /** Absent where a phase begins. */
  readonly optimizer?: OptimizerState;
}

/** A head that has been fitted and set. */
export interface ProbedHead {
  /** Those of an epoch. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Sets the head from which the layers below are trained, after the best one has been kept. */
  readonly setStart: () => void;
}

export interface TrainingRun {
  readonly recipe: Recipe;
  readonly model: Model;
  readonly phases: readonly PlannedPhase[];
  /** float32[classes] */
  readonly classWeights: Float32Array;
  /** `cached` is null in a new phase; a resumed one decides as it did before. */
  openFeeds(phase: PlannedPhase, cached: boolean | null): Promise<PhaseFeeds>;
  /** Fits the head at once. Throws the reason of `signal` or `finish`. */
  fitProbe(): Promise<ProbedHead>;
  /**
   * How many phases of the plan are worth carrying out; asked when the first of them, the probe, is over. Leaves the
   * parameters as they are. Throws the reason of `signal` or `finish`.
   */
  chooseDepth(): Promise<number>;
  /** Writes a checkpoint and announces it. */
  saveCheckpoint(state: TrainingState): void;
  /** Keeps the present parameters as the best so far; the name of their folder. */
  saveBest(progress: TrainingProgress): string;
  /** Sets the parameters to those of the best epoch. */
  restoreBest(folder: string): void;
  /** Since the run was first started, interruptions left out. */
  elapsedSeconds(): number;
  readonly emit: (event: TrainingEvent) => void;
  /** Asks training to stop after the present step. */
  readonly signal: AbortSignal;
  /** Asks training to end after the present step as if its last phase were over. */
  readonly finish?: AbortSignal | undefined;
}
