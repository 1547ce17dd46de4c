// Errand: the first batch of training, exactly as the network will get it.
import { type BatchSource, openBatches } from '../../data/batches.ts';
import type { Batch, BatchTensor, DatasetVersion } from '../../data/dataset-version.ts';
import type { TextTokenizer } from '../../data/tokenizer.ts';
import { kinds } from '../../facts/kinds.ts';
import type { Recipe } from '../recipe.ts';
import type { Errand } from '../workbench-messages.ts';
import { inlinePicture, pixelsOfInput } from './inline-picture.ts';
import type { ModelInputReport } from './model-report.ts';
import type { BatchPreview, BatchRow, TensorReport } from './preprocessing-report.ts';
import { augmentationOf } from './preview-pictures.ts';
import { maxTokensOf, networkInput, pictureInput } from './preview-preprocessing.ts';
import { tokenViews } from './preview-texts.ts';
import { readingOf } from './readings.ts';
import { recipeTokenizer } from './recipe-tokenizer.ts';

export interface PreviewBatchInput {
  readonly recipe: Recipe;
  readonly key: string;
}

/** Pictures shown at most; a batch may have thousands. */
const shownRows = 32;
const shownSide = 112;

/** Throws as the preview of single examples. */
export const previewBatch: Errand<PreviewBatchInput, BatchPreview> = async ({ recipe, key }, context) => {
  const { version } = await readingOf(key, context);
  const input = await networkInput(recipe, version.classes.length, context);
  const tokenizer = kinds[version.kind].hasTokens
    ? await recipeTokenizer(recipe, version, context)
    : undefined;
  const source = openFirst(recipe, version, { input, tokenizer, signal: context.signal });
  try {
    const first = await source[Symbol.asyncIterator]().next();
    const batch = first.value as Batch; // the training split is never empty
    return {
      kind: version.kind,
      split: 'train',
      batchSize: recipe.hyperparameters.batchSize,
      batches: source.size,
      tensors: Object.entries(batch.inputs).map(([name, tensor]) => tensorReport(name, tensor)),
      channels: input.kind === 'image' ? channelsOf(batch.inputs.x!) : [],
      rows: await rowsOf(version, batch, { input, tokenizer }),
      sharePadding: paddingOf(batch),
    };
  } finally {
    await source.close();
  }
};

interface Inputs {
  readonly input: ModelInputReport;
  readonly tokenizer: TextTokenizer | undefined;
}

/** As `trainingPass` of a run's first epoch. */
function openFirst(
  recipe: Recipe,
  version: DatasetVersion,
  { input, tokenizer, signal }: Inputs & { readonly signal: AbortSignal },
): BatchSource {
  const pass = {
    split: 'train',
    batchSize: recipe.hyperparameters.batchSize,
    shuffle: { seed: recipe.seed, epoch: 0 },
    signal,
  } as const;
  if (tokenizer !== undefined)
    return openBatches(version, { ...pass, tokenizer, maxTokens: maxTokensOf(recipe, input) });
  return openBatches(version, {
    ...pass,
    input: pictureInput(recipe, input),
    augmentation: augmentationOf(recipe),
    lookAheadBytes: 1,
  });
}

async function rowsOf(
  version: DatasetVersion,
  batch: Batch,
  { input, tokenizer }: Inputs,
): Promise<BatchRow[]> {
  const shown = [...batch.indices.entries()].filter(([, index]) => index >= 0).slice(0, shownRows);
  return Promise.all(
    shown.map(async ([row, index]) => ({
      index,
      label: version.classes[batch.labels[row]!]!,
      picture: input.kind === 'image' ? await pictureOf(batch.inputs.x!, row, input) : null,
      tokens: tokenizer === undefined ? [] : tokenViews(tokenizer, idsOf(batch.inputs.inputIds!, row)),
    })),
  );
}

function pictureOf(
  { data, shape }: BatchTensor,
  row: number,
  input: Extract<ModelInputReport, { kind: 'image' }>,
): Promise<string> {
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  const values = (data as Float32Array).subarray(row * size, (row + 1) * size); // pictures are float32
  return inlinePicture(pixelsOfInput(values, input, input), shownSide);
}

function idsOf({ data, shape }: BatchTensor, row: number): number[] {
  const tokens = shape[1]!;
  return [...data.subarray(row * tokens, (row + 1) * tokens)];
}

function tensorReport(name: string, { dtype, shape, data }: BatchTensor): TensorReport {
  const { min, max, mean } = statistics(data, { from: 0, to: data.length });
  return { name, dtype, shape, min, max, mean };
}

function channelsOf({ data, shape }: BatchTensor): BatchPreview['channels'] {
  const [rows = 0, channels = 0, height = 0, width = 0] = shape;
  const area = height * width;
  return Array.from({ length: channels }, (_, channel) => {
    const parts = Array.from({ length: rows }, (_, row) => {
      const from = (row * channels + channel) * area;
      return statistics(data, { from, to: from + area });
    });
    const mean = parts.reduce((sum, part) => sum + part.mean, 0) / rows;
    const square = parts.reduce((sum, part) => sum + part.square, 0) / rows;
    return {
      min: Math.min(...parts.map(({ min }) => min)),
      max: Math.max(...parts.map(({ max }) => max)),
      mean,
      std: Math.sqrt(Math.max(0, square - mean * mean)),
    };
  });
}

function statistics(data: Float32Array | Int32Array, { from, to }: { from: number; to: number }) {
  let [min, max, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let at = from; at < to; at++) {
    const value = data[at]!;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    squares += value * value;
  }
  const count = Math.max(1, to - from);
  return { min, max, mean: sum / count, square: squares / count };
}

function paddingOf({ inputs }: Batch): number {
  const mask = inputs.attentionMask?.data;
  if (mask === undefined) return 0;
  return 1 - statistics(mask, { from: 0, to: mask.length }).mean;
}
