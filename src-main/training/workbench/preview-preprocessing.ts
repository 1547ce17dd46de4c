// Errand: preprocessing shown on chosen examples of a reading.

import type { DatasetVersion } from '../../data/dataset-version.ts';
import type { PictureInput } from '../../data/picture-batch.ts';
import type { KindName } from '../../facts/kinds.ts';
import { trainingError } from '../errors.ts';
import type { Recipe } from '../recipe.ts';
import type { Errand, ErrandContext } from '../workbench-messages.ts';
import { describeModel } from './describe-model.ts';
import type { ModelInputReport } from './model-report.ts';
import type { PreprocessingPreview } from './preprocessing-report.ts';
import { previewPictures } from './preview-pictures.ts';
import { previewTexts } from './preview-texts.ts';
import { readingOf } from './readings.ts';
import { recipeTokenizer } from './recipe-tokenizer.ts';

export interface PreviewInput {
  readonly recipe: Recipe;
  readonly key: string;
  readonly indices: readonly number[];
  readonly variants: number;
}

/** Throws `data.unknown-reading`, `data.picture-unreadable`, and what describing the model throws. */
export const previewPreprocessing: Errand<PreviewInput, PreprocessingPreview> = async (input, context) => {
  const { recipe, key, indices, variants } = input;
  const { version } = await readingOf(key, context);
  const network = await networkInput(recipe, version.classes.length, context);
  return previews[version.kind]({ recipe, version, network, indices, variants, context });
};

interface PreviewOf {
  readonly recipe: Recipe;
  readonly version: DatasetVersion;
  readonly network: ModelInputReport;
  readonly indices: readonly number[];
  readonly variants: number;
  readonly context: ErrandContext;
}

const previews: Readonly<Record<KindName, (of: PreviewOf) => Promise<PreprocessingPreview>>> = {
  image: ({ network, context, ...of }) =>
    previewPictures({ ...of, input: pictureInput(of.recipe, network), signal: context.signal }),
  text: textPreview,
};

async function textPreview({ recipe, version, network, indices, context }: PreviewOf) {
  const tokenizer = await recipeTokenizer(recipe, version, context);
  return previewTexts({
    version,
    tokenizer,
    origin: isLearnt(recipe) ? 'learnt' : 'given',
    maxTokens: maxTokensOf(recipe, network),
    indices,
  });
}

/** What the recipe's network takes in. */
export async function networkInput(
  { task, model, preprocessing }: Recipe,
  classes: number,
  context: ErrandContext,
): Promise<ModelInputReport> {
  const { imageSize } = preprocessing;
  return (await describeModel({ task, model, classes, imageSize }, context)).input;
}

/** Throws training.wrongInput where the reading is of the other kind than the recipe's task. */
export function pictureInput(recipe: Recipe, input: ModelInputReport): PictureInput {
  if (input.kind !== 'image') throw trainingError('wrongInput', { needed: 'texts', given: 'pictures' });
  const { height, width } = input;
  // Three channels, as every network here has.
  const [mean, std] = [input.mean, input.std] as [PictureInput['mean'], PictureInput['std']];
  const { resize, whiteLevel } = recipe.preprocessing;
  return { height, width, mean, std, resize, whiteLevel };
}

export function maxTokensOf({ preprocessing }: Recipe, input: ModelInputReport): number {
  if (input.kind !== 'text') throw trainingError('wrongInput', { needed: 'pictures', given: 'texts' });
  return Math.min(preprocessing.maxTokens, input.maxTokens);
}

function isLearnt({ model }: Recipe): boolean {
  return model.weights === undefined && model.tokenizer === undefined;
}
