// What can be said about a recipe while it is being written, as plain values. Types only: the screens show them.
import type { MessageParams } from '../errors.ts';

export const recipeSteps = [
  'task',
  'model',
  'data',
  'preprocessing',
  'adaptation',
  'hyperparameters',
] as const;
export type RecipeStep = (typeof recipeSteps)[number];

/** Something without which the training cannot start. */
export interface RecipeIssue {
  readonly step: RecipeStep;
  /** Field, `hyperparameters.batchSize`; the step's name where no field is to blame. */
  readonly path: string;
  readonly message: string;
  /** `missing-task`, `missing-model`, `missing-data`, or that of a message. */
  readonly code: string;
  readonly params: MessageParams;
}

/** Something that works and is probably not meant. */
export interface RecipeWarning {
  readonly step: RecipeStep;
  readonly path: string;
  /** Stable; the renderer says it in its language with `params`. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** What is unusual and why it matters, English. */
  readonly reason: string;
}

export interface ChangedField {
  readonly path: string;
  readonly value: unknown;
  /** What stands there without it; null where nothing does. */
  readonly default: unknown;
}

export interface PhaseReport {
  readonly name: string;
  readonly epochs: number;
  /** Index of the lowest trained stage. */
  readonly firstTrained: number;
  /** Peak learning rate of each stage; 0 where frozen. */
  readonly rates: readonly number[];
  readonly steps: number | null;
  /** The head is fitted at once, by regression. */
  readonly probe: boolean;
}

export interface RecipeCheck {
  /** The whole recipe with every default filled in; null while there are issues. */
  readonly complete: Readonly<Record<string, unknown>> | null;
  /** What holds in each field: as written, and the default where it is missing or faulty; null without a task. */
  readonly filled: Readonly<Record<string, unknown>> | null;
  readonly issues: readonly RecipeIssue[];
  readonly warnings: readonly RecipeWarning[];
  readonly changed: readonly ChangedField[];
  /** The shell line that does the same, with the recipe in a file. */
  readonly command: string;
  /** null until model and data are known. */
  readonly phases: readonly PhaseReport[] | null;
  /** Names of the network's stages, head last; with `phases`. */
  readonly stages: readonly string[];
  /** Learning rate of the head over the steps of all phases, thinned to about 200 points; null without data. */
  readonly schedule: readonly { readonly step: number; readonly rate: number }[] | null;
}
