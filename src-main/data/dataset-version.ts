// A dataset version: the frozen list of examples and their split, with a hash of its content.
import type { MessageParams } from '../errors.ts';
import type { KindName } from '../facts/kinds.ts';
import type { CarriedSplit } from './earlier-split.ts';
import type { SampleRange } from './sample-range.ts';

export type SplitName = 'train' | 'validation' | 'test';

/** Where an example comes from; `row` is the 1-based line of a table on which its record starts. */
export interface ExampleSource {
  readonly path: string;
  readonly row?: number;
}

export interface Example {
  readonly source: ExampleSource;
  /** SHA-256 of the file's bytes, or of the text in UTF-8; hex. */
  readonly contentHash: string;
  /** Index into `classes`. */
  readonly label: number;
  readonly split: SplitName;
  /** Present for text tasks only. */
  readonly text?: string;
}

/** Something in the data that was not used, with its place and the reason. Never dropped silently. */
export interface DataProblem {
  readonly source: ExampleSource;
  readonly code: string;
  readonly message: string;
  /** What the message was made from; absent in versions of an earlier Finesse. */
  readonly params?: MessageParams | undefined;
  /** Present where the example is used all the same and the person should merely know. */
  readonly warning?: true;
}

export interface DatasetVersion {
  /** SHA-256 over kind, classes and (content hash, label, split) of every example, in sorted order; hex. */
  readonly hash: string;
  readonly kind: KindName;
  readonly path: string;
  readonly classes: readonly string[];
  readonly examples: readonly Example[];
  readonly problems: readonly DataProblem[];
  /** Groups of examples with identical content; a group never crosses a split. */
  readonly duplicateGroups: number;
  /** What it took over from the split of an earlier version; absent for a first one. */
  readonly carried?: CarriedSplit;
  /** Of pictures with 16 bits; absent where there are none, and in versions of an earlier Finesse. */
  readonly sampleRange?: SampleRange | undefined;
}

/** One batch, ready for the engine. `inputs` as the first stage of the model takes them. */
export interface Batch {
  readonly inputs: Readonly<Record<string, BatchTensor>>;
  /** int32[batch] */
  readonly labels: Int32Array;
  /** Positions in `DatasetVersion.examples`, one for each row; -1 marks a padding row, to be ignored. */
  readonly indices: Int32Array;
}

export interface BatchTensor {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
