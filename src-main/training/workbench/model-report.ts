// What a person wants to know about a model before choosing it, as plain values. Types only: the screens show them.
import type { Message } from '../../errors.ts';
import type { TaskName } from '../../facts/tasks.ts';
import type { ToldPreparation } from '../told-preparation.ts';

/** A stage of the network, as one row or block of the architecture view. */
export interface StageReport {
  /** Position, as `firstTrained` of a phase counts. */
  readonly index: number;
  readonly name: string;
  readonly part: 'backbone' | 'head';
  /** Shapes of what the stage gives; null stands for the batch and for the length of a text. */
  readonly outputs: Readonly<Record<string, readonly (number | null)[]>>;
  /** Side of its smallest map; absent where there are none. */
  readonly mapSide?: number | undefined;
  /** Numbers that training may change. */
  readonly parameters: number;
  readonly buffers: number;
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly kind: string;
  }[];
}

export type ModelInputReport =
  | {
      readonly kind: 'image';
      readonly height: number;
      readonly width: number;
      readonly mean: readonly number[];
      readonly std: readonly number[];
    }
  | { readonly kind: 'text'; readonly vocabularySize: number; readonly maxTokens: number };

/** How weights fit a network. Names are cut to the first 200 of each list. */
export interface FitReport {
  readonly usable: boolean;
  /** The head starts from random values: normal for other classes. */
  readonly newHead: boolean;
  /** Why, or how it is taken over; null where nobody asked. */
  readonly head: Message | null;
  readonly loaded: number;
  readonly missing: readonly string[];
  readonly misshaped: readonly {
    readonly name: string;
    readonly needed: readonly number[];
    readonly found: readonly number[];
  }[];
  readonly unexpected: readonly string[];
  /** One paragraph. */
  readonly verdict: Message;
  /** What was taken for what: a prefix taken off, how pictures are prepared. */
  readonly notes: readonly Message[];
}

export interface ModelReport {
  readonly family: string;
  readonly architecture: Readonly<Record<string, unknown>>;
  readonly task: TaskName;
  readonly input: ModelInputReport;
  readonly classes: number;
  readonly parameters: number;
  readonly buffers: number;
  readonly stages: readonly StageReport[];
  /** Stages without parameters (pooling) are neither frozen nor trained; these are the others, in order. */
  readonly trainableStages: readonly number[];
  /** null for a network from scratch. */
  readonly fit: FitReport | null;
  /** How examples were prepared for the weights; absent for a network from scratch. */
  readonly told?: ToldPreparation | undefined;
}

/** What lies at a path, before it is imported or used. */
export interface WeightsReport {
  readonly path: string;
  readonly usable: boolean;
  /** What is wrong, or how the weights fit the network that was recognised. */
  readonly verdict: Message;
  /** Of the fit; empty where there is none. */
  readonly notes: readonly Message[];
  readonly format: string | null;
  readonly family: string | null;
  readonly task: TaskName | null;
  readonly architecture: Readonly<Record<string, unknown>> | null;
  readonly parameters: number;
  /** Of all files that an import would copy. */
  readonly sizeBytes: number;
  readonly numTensors: number;
  /** The first 200. */
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: string;
  }[];
  /** Text models: whether a tokenizer lies beside the weights. */
  readonly tokenizer: 'found' | 'missing' | 'not-needed';
  /** As far as the files tell. */
  readonly suggestedName: string;
  readonly licence: string | null;
}
