// Opens passes over a dataset version as a particular model takes its inputs.
import { type BatchOptions, type BatchSource, openBatches } from '../data/batches.ts';
import type { AugmentationOptions, PreprocessingOptions } from '../data/data-options.ts';
import type { DatasetVersion } from '../data/dataset-version.ts';
import type { PicturePool } from '../data/picture-pool.ts';
import type { TextTokenizer } from '../data/tokenizer.ts';
import type { Model } from '../models/model.ts';
import { trainingError } from './errors.ts';

/** Everything between an example and the input of the first stage. */
export interface InputPreparation {
  readonly model: Model;
  readonly resize: PreprocessingOptions['resize'];
  /** Of 16-bit pictures; see `PictureSize`. */
  readonly whiteLevel?: number | undefined;
  readonly maxTokens: number;
  /** Text models only. */
  readonly tokenizer?: TextTokenizer | undefined;
  /** Image models only. */
  readonly pool?: PicturePool | undefined;
}

export type InputBatchOptions = BatchOptions & { readonly augmentation: false | AugmentationOptions };

/** A pass over a split of pictures or texts, from the files themselves. */
export function openInputBatches(
  preparation: InputPreparation,
  version: DatasetVersion,
  options: InputBatchOptions,
): BatchSource {
  const { model, resize, whiteLevel, pool, tokenizer } = preparation;
  const { augmentation, ...common } = options;
  if (model.input.kind === 'image') {
    const { height, width, mean, std } = model.input;
    return openBatches(version, {
      ...common,
      augmentation,
      input: { height, width, mean, std, resize, whiteLevel },
      pool,
    });
  }
  if (tokenizer === undefined) throw trainingError('internalNoTokenizer', { family: model.family });
  return openBatches(version, { ...common, tokenizer, maxTokens: tokenLimit(preparation) });
}

/** Tokens of a text that count: no more than the recipe allows and the model has positions for. */
export function tokenLimit({ model, maxTokens }: InputPreparation): number {
  return model.input.kind === 'text' ? Math.min(maxTokens, model.input.maxTokens) : maxTokens;
}
