// Single pictures and texts, outside any data set, as a network's inputs: for prediction.
import type { BatchTensor } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { FileFault, makePictureBatch, type PictureInput } from './picture-batch.ts';
import { batchTokenCounts, textInputs } from './text-batches.ts';
import type { TextTokenizer } from './tokenizer.ts';

/** `{ x: float32[files, 3, height, width] }` of picture files, prepared as for evaluation. Throws `data.picture-unreadable`. */
export async function pictureInputs(
  files: readonly string[],
  input: PictureInput,
): Promise<Record<'x', BatchTensor>> {
  const rows = files.map((path, index) => ({ path, index }));
  try {
    const data = await makePictureBatch({
      kind: 'batch',
      rows,
      batchSize: files.length,
      input,
      augmentation: false,
    });
    return { x: { dtype: 'float32', shape: [files.length, 3, input.height, input.width], data } };
  } catch (cause) {
    if (!(cause instanceof FileFault)) throw cause;
    throw dataError('picture-unreadable', { path: cause.path, problem: cause.problem }, cause);
  }
}

/**
 * inputIds, attentionMask and tokenTypeIds, int32[batchSize, tokens], of texts, in one of the shapes of training; rows
 * beyond the texts repeat the last one.
 */
export function encodeTexts(
  texts: readonly string[],
  tokenizer: TextTokenizer,
  maxTokens: number,
  batchSize = texts.length,
): Record<'inputIds' | 'attentionMask' | 'tokenTypeIds', BatchTensor> {
  const encodings = tokenizer.encodeAll(texts, maxTokens);
  const longest = Math.max(...encodings.map(({ inputIds }) => inputIds.length));
  const tokens = batchTokenCounts(maxTokens).find((count) => count >= longest) ?? maxTokens;
  return textInputs(encodings, { batchSize, tokens, padId: tokenizer.padId });
}
