// Batches of texts of similar length, in a bounded set of shapes, so that few graphs are compiled and little
// is padded. Texts are encoded once for each dataset version and tokenizer.
import {
  checkBatchOptions,
  countBatches,
  labelsOf,
  orderExamples,
  padIndices,
  rowsPerBatch,
} from './batch-plan.ts';
import type { BatchOptions, BatchSource } from './batches.ts';
import type { Batch, BatchTensor, DatasetVersion } from './dataset-version.ts';
import { openRandom, shuffle } from './random.ts';
import type { EncodedText, TextTokenizer } from './tokenizer.ts';

export interface TextBatchOptions extends BatchOptions {
  readonly tokenizer: TextTokenizer;
  readonly maxTokens: number;
}

/** Lengths batches are padded to; at most 1.5 times what is needed, and a dozen graphs in all. */
const tokenCounts = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512];

/** The token counts batches can have, ascending; the last is `maxTokens`. */
export function batchTokenCounts(maxTokens: number): number[] {
  return [...tokenCounts.filter((count) => count < maxTokens), maxTokens];
}

type Encodings = readonly EncodedText[];
const encoded = new WeakMap<DatasetVersion, WeakMap<TextTokenizer, Map<number, Encodings>>>();

function entry<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** The token ids of every example of the version, encoded on first use. */
function encodeVersion(version: DatasetVersion, tokenizer: TextTokenizer, maxTokens: number): Encodings {
  const known = entry(
    entry(encoded, version, () => new WeakMap()),
    tokenizer,
    () => new Map<number, Encodings>(),
  );
  const encodings =
    known.get(maxTokens) ??
    tokenizer.encodeAll(
      version.examples.map(({ text = '' }) => text),
      maxTokens,
    );
  known.set(maxTokens, encodings);
  return encodings;
}

/** Examples of one batch, as positions in the version, and the token count it is padded to. */
export interface PlannedTextBatch {
  readonly indices: Int32Array;
  readonly tokens: number;
  /** Rows of the batch, padding included. */
  readonly rows: number;
}

export type TextPlanOptions = BatchOptions & Pick<TextBatchOptions, 'maxTokens'>;

/**
 * Cuts the examples of a split into batches of similar length; what is left of one shape goes into the next.
 * `lengthOf` gives the tokens of the example at a position. Unshuffled, the shortest come first.
 */
export function planTextBatches(
  version: DatasetVersion,
  lengthOf: (index: number) => number,
  options: TextPlanOptions,
): PlannedTextBatch[] {
  const batches = cutBatches(orderExamples(version, options), lengthOf, options);
  if (options.shuffle === false) return batches;
  const random = openRandom(options.shuffle.seed, options.shuffle.epoch, 1);
  return shuffle<PlannedTextBatch, PlannedTextBatch[]>(batches, random);
}

function cutBatches(
  order: Int32Array,
  lengthOf: (index: number) => number,
  options: TextPlanOptions,
): PlannedTextBatch[] {
  const shapes = batchTokenCounts(options.maxTokens);
  const shapeOf = (index: number) => shapes.findIndex((tokens) => lengthOf(index) <= tokens);
  const sorted = Array.from(order, (index) => ({ index, shape: shapeOf(index) })).sort(
    (a, b) => a.shape - b.shape,
  );
  const batchSize = rowsPerBatch(order.length, options);
  return Array.from({ length: countBatches(order.length, options) }, (_, number) => {
    const batch = sorted.slice(number * batchSize, (number + 1) * batchSize);
    const tokens = shapes[Math.max(...batch.map((row) => row.shape))]!;
    return { indices: Int32Array.from(batch, (row) => row.index), tokens, rows: batchSize };
  });
}

/** Tensors of `encodings`, one row each; rows beyond them repeat the last. */
export function textInputs(
  encodings: Encodings,
  shape: { readonly batchSize: number; readonly tokens: number; readonly padId: number },
): Record<'inputIds' | 'attentionMask' | 'tokenTypeIds', BatchTensor> {
  const { batchSize, tokens, padId } = shape;
  const size = batchSize * tokens;
  const data = {
    inputIds: new Int32Array(size).fill(padId),
    attentionMask: new Int32Array(size),
    tokenTypeIds: new Int32Array(size),
  };
  for (let row = 0; row < batchSize; row++) {
    const { inputIds, tokenTypeIds } = encodings[Math.min(row, encodings.length - 1)]!;
    data.inputIds.set(inputIds, row * tokens);
    data.tokenTypeIds.set(tokenTypeIds, row * tokens);
    data.attentionMask.fill(1, row * tokens, row * tokens + inputIds.length);
  }
  const tensor = (values: Int32Array): BatchTensor => ({
    dtype: 'int32',
    shape: [batchSize, tokens],
    data: values,
  });
  return {
    inputIds: tensor(data.inputIds),
    attentionMask: tensor(data.attentionMask),
    tokenTypeIds: tensor(data.tokenTypeIds),
  };
}

/** See `openBatches`. `inputs` are inputIds, attentionMask, tokenTypeIds, each int32[batch, tokens]. */
export function openTextBatches(version: DatasetVersion, options: TextBatchOptions): BatchSource {
  checkBatchOptions(options);
  const { tokenizer, maxTokens, startBatch = 0, signal } = options;
  const encodings = encodeVersion(version, tokenizer, maxTokens);
  const planned = planTextBatches(version, (index) => encodings[index]!.inputIds.length, options);

  const makeBatch = ({ indices, tokens, rows }: PlannedTextBatch): Batch => ({
    inputs: textInputs(
      Array.from(indices, (index) => encodings[index]!),
      { batchSize: rows, tokens, padId: tokenizer.padId },
    ),
    labels: labelsOf(version, indices, rows),
    indices: padIndices(indices, rows),
  });
  async function* iterate(): AsyncGenerator<Batch, void, void> {
    for (const plan of planned.slice(startBatch)) {
      signal?.throwIfAborted();
      yield makeBatch(plan);
    }
  }
  return { size: planned.length, [Symbol.asyncIterator]: iterate, close: async () => {} };
}
