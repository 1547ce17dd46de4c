// Batches of cached features: read from a feature file instead of being decoded and computed.
import { countBatches, labelsOf, orderExamples, padIndices, rowsPerBatch } from '../data/batch-plan.ts';
import type { BatchOptions, BatchSource } from '../data/batches.ts';
import type { Batch, BatchTensor, DatasetVersion } from '../data/dataset-version.ts';
import { batchTokenCounts, planTextBatches } from '../data/text-batches.ts';
import type { Features } from './feature-file.ts';

/** Which examples one batch holds and, for texts, the token count it is padded to. */
interface Plan {
  readonly indices: Int32Array;
  readonly tokens: number;
  /** Padding included. */
  readonly rows: number;
}

/** A pass over the features of a split; batches as `openBatches` would order them, inputs those of the boundary. */
export function openCachedBatches(
  features: Features,
  version: DatasetVersion,
  options: BatchOptions,
): BatchSource {
  const rowOf = new Map(Array.from(features.indices, (index, row) => [index, row]));
  const plans = planCached(features, version, { options, rowOf });
  async function* iterate(): AsyncGenerator<Batch, void, void> {
    for (const { indices, tokens, rows: batchSize } of plans.slice(options.startBatch ?? 0)) {
      const rows = Array.from(indices, (index) => rowOf.get(index)!);
      yield {
        inputs: readRows(features, rows, { batchSize, tokens }),
        labels: labelsOf(version, indices, batchSize),
        indices: padIndices(indices, batchSize),
      };
    }
  }
  return { size: plans.length, [Symbol.asyncIterator]: iterate, close: async () => undefined };
}

function planCached(
  features: Features,
  version: DatasetVersion,
  { options, rowOf }: { options: BatchOptions; rowOf: ReadonlyMap<number, number> },
): Plan[] {
  if (features.sequence) {
    const lengthOf = (index: number) => features.tokens[rowOf.get(index)!]!;
    const longest = features.tokens.reduce((a, b) => Math.max(a, b), 0);
    const maxTokens = batchTokenCounts(Number.MAX_SAFE_INTEGER).find((count) => count >= longest)!;
    return planTextBatches(version, lengthOf, { ...options, maxTokens });
  }
  const order = orderExamples(version, options);
  const rows = rowsPerBatch(order.length, options);
  return Array.from({ length: countBatches(order.length, options) }, (_, number) => ({
    indices: order.subarray(number * rows, (number + 1) * rows),
    tokens: 1,
    rows,
  }));
}

/** Rows beyond `rows` stay zero; their attention mask looks at the first token, so that no softmax is empty. */
function readRows(
  features: Features,
  rows: readonly number[],
  { batchSize, tokens }: { batchSize: number; tokens: number },
): Record<string, BatchTensor> {
  const { tensor, rowShape, sequence } = features;
  const width = rowShape.reduce((a, b) => a * b, 1);
  const data = new Float32Array(batchSize * tokens * width);
  for (const [position, row] of rows.entries()) features.readRow(row, data, position * tokens * width);
  if (!sequence) return { [tensor]: { dtype: 'float32', shape: [batchSize, ...rowShape], data } };
  const mask = new Int32Array(batchSize * tokens);
  for (let position = 0; position < batchSize; position++) {
    const length = position < rows.length ? features.tokens[rows[position]!]! : 1;
    mask.fill(1, position * tokens, position * tokens + length);
  }
  return {
    [tensor]: { dtype: 'float32', shape: [batchSize, tokens, ...rowShape], data },
    attentionMask: { dtype: 'int32', shape: [batchSize, tokens], data: mask },
  };
}
