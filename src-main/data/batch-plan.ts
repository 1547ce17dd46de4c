// Which examples form batch k: shared by pictures and texts.
import type { BatchOptions } from './batches.ts';
import type { DatasetVersion } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { openRandom, shuffle } from './random.ts';

/** Positions of the split's examples in the version, shuffled where asked for. */
export function orderExamples(version: DatasetVersion, { split, shuffle: order }: BatchOptions): Int32Array {
  const indices = version.examples.flatMap((example, index) => (example.split === split ? [index] : []));
  const list = Int32Array.from(indices);
  return order === false ? list : shuffle<number, Int32Array>(list, openRandom(order.seed, order.epoch));
}

type BatchCut = Pick<BatchOptions, 'batchSize' | 'dropLast'>;

/** Rows of every batch of a pass over `examples` examples, padding included. */
export function rowsPerBatch(examples: number, { batchSize, dropLast }: BatchCut): number {
  return dropLast ? Math.min(batchSize, Math.max(1, examples)) : batchSize;
}

/** Number of batches of `examples` examples. */
export function countBatches(examples: number, cut: BatchCut): number {
  const batches = examples / rowsPerBatch(examples, cut);
  return cut.dropLast ? Math.floor(batches) : Math.ceil(batches);
}

/** `indices` padded with -1 to the batch size. */
export function padIndices(indices: Int32Array, batchSize: number): Int32Array {
  const padded = new Int32Array(batchSize).fill(-1);
  padded.set(indices);
  return padded;
}

/** int32[batch]; padding rows repeat the label of the last example. */
export function labelsOf(version: DatasetVersion, indices: Int32Array, batchSize: number): Int32Array {
  const last = indices[indices.length - 1]!;
  return Int32Array.from({ length: batchSize }, (_, row) => version.examples[indices[row] ?? last]!.label);
}

export function checkBatchOptions({ batchSize, startBatch = 0 }: BatchOptions): void {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw dataError('internal-options', { reason: `batchSize ${batchSize}` });
  if (!Number.isInteger(startBatch) || startBatch < 0)
    throw dataError('internal-options', { reason: `startBatch ${startBatch}` });
}
