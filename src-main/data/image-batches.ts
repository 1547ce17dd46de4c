// Batches of pictures, decoded and augmented in worker threads ahead of the consumer.
import {
  checkBatchOptions,
  countBatches,
  labelsOf,
  orderExamples,
  padIndices,
  rowsPerBatch,
} from './batch-plan.ts';
import type { BatchOptions, BatchSource } from './batches.ts';
import type { AugmentationOptions } from './data-options.ts';
import type { Batch, DatasetVersion } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { decodingSize, type PictureBatchJob, type PictureInput } from './picture-batch.ts';
import { openPicturePool, type PicturePool } from './picture-pool.ts';

export interface ImageBatchOptions extends BatchOptions {
  readonly input: PictureInput;
  /** Needs `shuffle`, whose seed and epoch it is drawn from. */
  readonly augmentation: false | AugmentationOptions;
  /** Threads and decoded pictures shared by many passes; without it this pass has its own threads and keeps nothing. */
  readonly pool?: PicturePool;
  /** Threads of this pass when there is no pool. */
  readonly workers?: number;
  /** Memory for batches made ahead of the consumer; 96 MiB when absent. */
  readonly lookAheadBytes?: number;
}

/** Batches ahead beyond this add memory and no speed. */
const maxAhead = 16;

function batchesAhead({ input, batchSize, lookAheadBytes = 96 * 2 ** 20 }: ImageBatchOptions): number {
  const batchBytes = batchSize * 3 * input.height * input.width * Float32Array.BYTES_PER_ELEMENT;
  return Math.min(maxAhead, Math.max(1, Math.floor(lookAheadBytes / batchBytes)));
}

function augmentationOf({ augmentation, shuffle }: ImageBatchOptions): PictureBatchJob['augmentation'] {
  if (augmentation === false) return false;
  if (shuffle === false) throw dataError('internal-options', { reason: 'augmentation without shuffle' });
  return { options: augmentation, ...shuffle };
}

/** See `openBatches`. `inputs.x` is float32[batch, 3, height, width]. */
export function openImageBatches(version: DatasetVersion, options: ImageBatchOptions): BatchSource {
  checkBatchOptions(options);
  const { input, startBatch = 0, signal } = options;
  const augmentation = augmentationOf(options);
  const order = orderExamples(version, options);
  const size = countBatches(order.length, options);
  const batchSize = rowsPerBatch(order.length, options);
  const ahead = batchesAhead(options);
  const pool = options.pool ?? openPicturePool({ workers: options.workers, cacheBytes: 0 });
  const cache = pool.cacheFor(version, decodingSize(input, options.augmentation));
  const close = async () => {
    if (options.pool === undefined) await pool.close();
  };

  const makeBatch = async (number: number): Promise<Batch> => {
    const indices = order.subarray(number * batchSize, (number + 1) * batchSize);
    const rows = Array.from(indices, (index) => ({ path: version.examples[index]!.source.path, index }));
    const data = await pool.run({ kind: 'batch', rows, batchSize, input, augmentation, cache });
    return {
      inputs: { x: { dtype: 'float32', shape: [batchSize, 3, input.height, input.width], data } },
      labels: labelsOf(version, indices, batchSize),
      indices: padIndices(indices, batchSize),
    };
  };

  async function* iterate(): AsyncGenerator<Batch, void, void> {
    const made: Promise<Batch>[] = [];
    let next = startBatch;
    try {
      for (let number = startBatch; number < size; number++) {
        signal?.throwIfAborted();
        while (next < size && next - number < ahead) {
          const batch = makeBatch(next++);
          // Handled where it is awaited; without this an earlier failure would leave it unhandled.
          batch.catch(() => undefined);
          made.push(batch);
        }
        yield await untilAborted(made.shift()!, signal);
      }
    } finally {
      await close();
    }
  }
  return { size, [Symbol.asyncIterator]: iterate, close };
}

/** `work`, or the signal's reason as soon as it aborts. (A race against one lasting promise would keep every batch alive.) */
function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
