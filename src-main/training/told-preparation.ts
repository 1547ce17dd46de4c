// How examples were prepared for weights, as far as the files tell it and a recipe has to repeat it: run weights of
// ours, and the longest text of a Hub tokenizer. Sizes, means and deviations are part of the network (recognise.ts).
import * as z from 'zod';
import { preprocessingSchema } from '../data/data-options.ts';
import type { Message } from '../errors.ts';
import type { KindName } from '../facts/kinds.ts';
import { tasks } from '../facts/tasks.ts';
import type { WeightFile } from '../formats/weight-tensors.ts';
import { trainingNotice } from './notices.ts';
import type { Recipe } from './recipe.ts';

export interface ToldPreparation {
  readonly resize?: Recipe['preprocessing']['resize'] | undefined;
  readonly whiteLevel?: number | undefined;
  readonly maxTokens?: number | undefined;
  /** The longest text that the tokenizer's settings allow, where nothing tells what training had. */
  readonly mostTokens?: number | undefined;
}

/** What was told, and what the recipe has instead; null where it has no value. */
export interface PreparationDifference {
  readonly field: 'resize' | 'whiteLevel' | 'maxTokens';
  readonly told: string | number | null;
  readonly here: string | number | null;
}

/** Another program's number may stand for "no limit": Transformers writes 1e30. */
const tokenizerSettings = z.looseObject({
  model_max_length: z.number().min(4).max(100_000).optional().catch(undefined),
});

export function toldPreparation({ metadata }: WeightFile): ToldPreparation {
  const written = metadata.preprocessing;
  const beside = (metadata.finesse as { preprocessing?: unknown } | undefined)?.preprocessing;
  const own = preprocessingSchema.safeParse(typeof written === 'string' ? jsonOf(written) : beside);
  if (own.success && (written ?? beside) !== undefined) {
    const { resize, whiteLevel, maxTokens } = own.data;
    return { resize, whiteLevel, maxTokens };
  }
  const settings = tokenizerSettings.safeParse(metadata.tokenizer);
  return settings.success ? { mostTokens: settings.data.model_max_length } : {};
}

/** Where a recipe prepares examples otherwise than the weights are used to. */
export function preparationDifferences(
  { task, preprocessing }: Pick<Recipe, 'task' | 'preprocessing'>,
  told: ToldPreparation,
): PreparationDifference[] {
  return differencesOf[tasks[task].kind](preprocessing, told);
}

type Differences = (preprocessing: Recipe['preprocessing'], told: ToldPreparation) => PreparationDifference[];

const differencesOf: Readonly<Record<KindName, Differences>> = { image: ofPictures, text: ofTexts };

function ofTexts({ maxTokens }: Recipe['preprocessing'], told: ToldPreparation): PreparationDifference[] {
  const most = told.maxTokens ?? told.mostTokens;
  const differs =
    most !== undefined && (told.maxTokens === undefined ? maxTokens > most : maxTokens !== most);
  return differs ? [{ field: 'maxTokens', told: most, here: maxTokens }] : [];
}

function ofPictures(
  { resize, whiteLevel }: Recipe['preprocessing'],
  told: ToldPreparation,
): PreparationDifference[] {
  if (told.resize === undefined) return [];
  const all: PreparationDifference[] = [
    { field: 'resize', told: told.resize, here: resize },
    { field: 'whiteLevel', told: told.whiteLevel ?? null, here: whiteLevel ?? null },
  ];
  return all.filter((field) => field.told !== field.here);
}

export function preparationNotices(recipe: Recipe, weights: WeightFile): Message[] {
  return preparationDifferences(recipe, toldPreparation(weights)).map((difference) =>
    trainingNotice('preparedOtherwise', { ...difference }),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // another program's entry of that name
  }
}
