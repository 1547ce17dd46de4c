// Batches of one split of a dataset version, in a reproducible order, made ahead of the consumer.
import type { Batch, DatasetVersion, SplitName } from './dataset-version.ts';
import { type ImageBatchOptions, openImageBatches } from './image-batches.ts';
import { openTextBatches, type TextBatchOptions } from './text-batches.ts';

/** What batches of pictures and of texts have in common. */
export interface BatchOptions {
  readonly split: SplitName;
  /** Rows of every batch; the last one is padded with rows whose index is -1, unless `dropLast`. */
  readonly batchSize: number;
  /** false: the order of the dataset version. Batch k depends on the version, seed, epoch and k only. */
  readonly shuffle: false | { readonly seed: number; readonly epoch: number };
  /** First batch to give; for resuming in the middle of an epoch. 0 when absent. */
  readonly startBatch?: number;
  /** true: no row is padding. A last batch that is not full is left away; the only one has as many rows as there are examples. */
  readonly dropLast?: boolean;
  readonly signal?: AbortSignal;
}

/** A pass over a split. Iterating yields batches `startBatch` to `size - 1`; `close` ends what works ahead. */
export interface BatchSource {
  /** Batches of the whole pass, counted from 0. */
  readonly size: number;
  [Symbol.asyncIterator](): AsyncIterator<Batch, void, void>;
  close(): Promise<void>;
}

/** Opens a pass over `options.split`. Iteration throws `data.changed-file`, or the signal's reason when aborted. */
export function openBatches(
  version: DatasetVersion,
  options: ImageBatchOptions | TextBatchOptions,
): BatchSource {
  return 'tokenizer' in options ? openTextBatches(version, options) : openImageBatches(version, options);
}
