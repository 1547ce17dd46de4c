// What the engine process tells main while it works, one JSON-serialisable value each.
// Files are named relative to the run's folder.
import type { DatasetVersion } from '../data/dataset-version.ts';
import type { EarlierSplit } from '../data/earlier-split.ts';
import type { Message } from '../errors.ts';

/** What was measured at one step: `loss`, `learningRate`, `gradientNorm`. */
export interface StepPoint {
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** One planned phase, as the screen shows it before it has begun. */
export interface PhasePlan {
  readonly name: string;
  readonly epochs: number;
  /** Optimizer updates in one epoch. */
  readonly stepsPerEpoch: number;
  /** Stages that are trained, and all stages. */
  readonly trainedStages: number;
  readonly stages: number;
}

export type WorkPhase =
  | 'loading'
  | 'checking-data'
  | 'caching-features'
  | 'fitting-probe'
  | 'choosing-depth'
  | 'training'
  | 'evaluating';

export type TrainingEvent =
  | {
      readonly type: 'work';
      readonly phase: WorkPhase;
      readonly done: number;
      readonly total: number;
      readonly message?: string;
      /** Memory that the engine's process holds, bytes. */
      readonly memoryBytes?: number;
    }
  /** The dataset version the run uses; main records it before training starts. */
  | { readonly type: 'dataset'; readonly version: DatasetVersion }
  /** What the run is going to do; sent again when it is resumed, and when it is going to do less. */
  | { readonly type: 'plan'; readonly phases: readonly PhasePlan[] }
  /** What of the given weights the model took: the report stands in `compatibility.json` of the run's folder. */
  | { readonly type: 'compatibility'; readonly file: string; readonly summary: Message }
  /**
   * Training steps, at most about ten such events a second. `step` counts optimizer updates from 1 over the whole
   * run; `earlier` holds the steps since the previous event, oldest first, so that no step's loss is lost.
   */
  | {
      readonly type: 'step';
      readonly step: number;
      readonly epoch: number;
      readonly phase: string;
      readonly metrics: Readonly<Record<string, number>>;
      readonly earlier: readonly StepPoint[];
      /** Memory that the engine's process holds, bytes. */
      readonly memoryBytes?: number;
    }
  /** An epoch has ended; `metrics` named as in Keras: loss, accuracy, valLoss, valAccuracy ... */
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      readonly step: number;
      readonly phase: string;
      readonly metrics: Readonly<Record<string, number>>;
    }
  /** A resumable checkpoint stands in the run's folder. */
  | {
      readonly type: 'checkpoint';
      readonly step: number;
      readonly epoch: number;
      readonly file: string;
      readonly best: boolean;
    }
  | ({ readonly type: 'log'; readonly level: 'info' | 'warning' | 'error' } & Message)
  /** The evaluation of the test split stands in `evaluation.json` of the run's folder. */
  | { readonly type: 'evaluated'; readonly file: string }
  | {
      readonly type: 'finished';
      readonly epochs: number;
      readonly bestEpoch: number;
      readonly seconds: number;
    }
  /** Asked to stop, or to finish with nothing trained yet: the last checkpoint resumes exactly here. */
  | { readonly type: 'interrupted'; readonly step: number }
  | ({ readonly type: 'failed'; readonly stack?: string } & Message);

/**
 * Main -> engine process. The engine answers `stop` at the next step with a checkpoint and `interrupted`; `finish` at
 * the next step by taking the best parameters so far, evaluating them, and `finished`; with `interrupted` before the
 * first step.
 */
export type TrainingCommand =
  | {
      readonly type: 'start';
      readonly recipe: unknown;
      readonly runFolder: string;
      readonly resume: boolean;
      /** The recorded dataset version of a resumed run: train on exactly these examples, split nothing again. */
      readonly dataset?: DatasetVersion;
      /** The earlier split in which the examples of a new run keep their places. */
      readonly earlier?: EarlierSplit | undefined;
      /** Where features of frozen layers are kept for all runs: `<store>/cache`. */
      readonly cacheFolder: string;
      /** Where imported models lie, which recipes name by id: `<store>/models`. */
      readonly modelsFolder?: string;
    }
  | { readonly type: 'stop' }
  | { readonly type: 'finish' };
