// Where a run stands: everything but tensors that a checkpoint needs to continue exactly.
import type { BestEpoch } from './early-stopping.ts';

/** Sums over the batches of the epoch that is under way. */
export interface EpochSums {
  readonly loss: number;
  /** Sum of the row weights; the mean loss is loss / weight. */
  readonly weight: number;
  readonly correct: number;
  readonly rows: number;
  /** Loss of the last batch. */
  readonly stepLoss: number;
}

export interface EpochRecord {
  /** Counted from 1 over the run. */
  readonly epoch: number;
  readonly step: number;
  readonly phase: string;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface TrainingProgress {
  /** Index of the phase that is under way; the number of phases when training is over. */
  readonly phase: number;
  /** Epochs completed, in this phase and in the run. */
  readonly phaseEpochs: number;
  readonly epochs: number;
  /** Batches of the present epoch that have been trained on. */
  readonly batches: number;
  /** Optimizer updates, in this phase and in the run. */
  readonly phaseSteps: number;
  readonly steps: number;
  /** Forward passes in training mode; with the recipe's seed it gives the dropout masks. */
  readonly passes: number;
  readonly sums: EpochSums;
  readonly best: BestEpoch | null;
  /** Epochs of this phase since the watched metric last improved. */
  readonly staleEpochs: number;
  /** The epochs so far, with the metrics of their events. */
  readonly history: readonly EpochRecord[];
  /** Whether this phase reads cached features; decided once, so that a resumed run decides alike. */
  readonly cached: boolean | null;
  /** Time the run has taken so far. */
  readonly seconds: number;
}

export const noSums: EpochSums = { loss: 0, weight: 0, correct: 0, rows: 0, stepLoss: 0 };

export const initialProgress: TrainingProgress = {
  phase: 0,
  phaseEpochs: 0,
  epochs: 0,
  batches: 0,
  phaseSteps: 0,
  steps: 0,
  passes: 0,
  sums: noSums,
  best: null,
  staleEpochs: 0,
  history: [],
  cached: null,
  seconds: 0,
};

/** The progress at the start of the next phase. */
export function nextPhase(progress: TrainingProgress): TrainingProgress {
  return {
    ...progress,
    phase: progress.phase + 1,
    phaseEpochs: 0,
    phaseSteps: 0,
    batches: 0,
    sums: noSums,
    staleEpochs: 0,
    cached: null,
  };
}
