// What preprocessing and augmentation make of a person's own pictures, by the code that training uses.
import { readFile } from 'node:fs/promises';
import { type AugmentationOptions, augmentationSchema } from '../../data/data-options.ts';
import type { DatasetVersion } from '../../data/dataset-version.ts';
import { decodePicture } from '../../data/decode-picture.ts';
import { dataError } from '../../data/errors.ts';
import { makePictureBatch, type PictureInput } from '../../data/picture-batch.ts';
import { PictureFault, pictureProblem } from '../../data/picture-fault.ts';
import type { Recipe } from '../recipe.ts';
import { inlinePicture, pixelsOfInput } from './inline-picture.ts';
import { normaliseStep, resizeStep } from './picture-steps.ts';
import type { PicturePreview, PicturePreviewItem } from './preprocessing-report.ts';
import { exampleAt } from './readings.ts';

export interface PicturePreviewOptions {
  readonly recipe: Recipe;
  readonly version: DatasetVersion;
  readonly input: PictureInput;
  readonly indices: readonly number[];
  readonly variants: number;
  readonly signal: AbortSignal;
}

/** What training does where it works from the pictures themselves. */
export function augmentationOf({ preprocessing }: Recipe): false | AugmentationOptions {
  return preprocessing.augmentation ?? augmentationSchema.parse({});
}

export async function previewPictures(options: PicturePreviewOptions): Promise<PicturePreview> {
  const { recipe, input, indices, signal } = options;
  const items: PicturePreviewItem[] = [];
  for (const index of indices) {
    signal.throwIfAborted();
    items.push(await previewOne(options, index));
  }
  const { width, height, mean, std } = input;
  return { kind: 'image', width, height, mean, std, augmented: augmentationOf(recipe) !== false, items };
}

async function previewOne(options: PicturePreviewOptions, index: number): Promise<PicturePreviewItem> {
  const { version, input } = options;
  const { source, label } = exampleAt(version, index);
  const { facts, turned, deep, ...pixels } = await decode(source.path, input);
  return {
    index,
    label: version.classes[label]!,
    width: facts.width,
    height: facts.height,
    resized: await inlinePicture(pixels),
    variants: await variantsOf(options, { path: source.path, index }),
    steps: [
      { step: 'decode', ...facts, turned, whiteLevel: (deep && input.whiteLevel) || null },
      resizeStep(facts, input, input.resize),
      normaliseStep(pixels.data, input),
    ],
  };
}

async function decode(path: string, input: PictureInput) {
  try {
    return await decodePicture(await readFile(path), input);
  } catch (cause) {
    if (!(cause instanceof PictureFault) && !(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw dataError('picture-unreadable', { path, problem: pictureProblem(cause) }, cause);
  }
}

/** As training draws them: by seed, epoch (which it counts from 0) and example. */
async function variantsOf(
  { recipe, input, variants }: PicturePreviewOptions,
  row: { readonly path: string; readonly index: number },
): Promise<PicturePreviewItem['variants']> {
  const options = augmentationOf(recipe);
  if (options === false) return [];
  const made: { epoch: number; picture: string }[] = [];
  for (let epoch = 0; epoch < variants; epoch++) {
    const augmentation = { options, seed: recipe.seed, epoch };
    const values = await makePictureBatch({ kind: 'batch', rows: [row], batchSize: 1, input, augmentation });
    const picture = await inlinePicture(pixelsOfInput(values, input, input), 160);
    made.push({ epoch: epoch + 1, picture });
  }
  return made;
}
