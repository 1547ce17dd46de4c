// The network of a run: built from the recipe, with the given weights or with seeded random ones.
import type { TextTokenizer } from '../data/tokenizer.ts';
import { weightsPath } from '../library/catalogue.ts';
import { openWeights } from '../library/weights.ts';
import { parseArchitecture } from '../models/architecture.ts';
import { buildModel } from '../models/build-model.ts';
import type { CompatibilityReport } from '../models/compatibility.ts';
import type { HeadClasses } from '../models/head-names.ts';
import { loadPretrained } from '../models/load-weights.ts';
import type { Model } from '../models/model.ts';
import { recogniseArchitecture } from '../models/recognise.ts';
import { trainingError } from './errors.ts';
import type { Recipe } from './recipe.ts';
import { preparationNotices } from './told-preparation.ts';

export interface RunModel {
  readonly model: Model;
  /** Absent for a model from scratch. */
  readonly report?: CompatibilityReport;
}

export interface RunModelOptions {
  /** Names, in the order of the outputs. */
  readonly classes: readonly string[];
  /** Resumes a run that began when heads went by the number of their classes. */
  readonly headAsIs?: boolean;
  /** Text models only. */
  readonly tokenizer?: TextTokenizer | undefined;
}

/**
 * Builds the network; the same recipe, weights and classes give the same values.
 * Throws training.missingWeights, wrongModel, vocabularyMismatch, and what opening and loading weights throw.
 */
export function buildRunModel(recipe: Recipe, { classes, headAsIs, tokenizer }: RunModelOptions): RunModel {
  const options = { classes: classes.length, headDropout: recipe.adaptation.headDropout, seed: recipe.seed };
  const built =
    recipe.model.weights === undefined
      ? { model: buildModel(newArchitecture(recipe, tokenizer), options) }
      : pretrained(recipe, recipe.model.weights, { ...options, headClasses: headAsIs ? 'as-is' : classes });
  checkTask(recipe, built.model);
  checkVocabulary(built.model, tokenizer);
  return built;
}

interface HeadOptions {
  readonly headClasses: HeadClasses;
  readonly classes: number;
  readonly headDropout: number;
  readonly seed: number;
}

function pretrained(recipe: Recipe, path: string, options: HeadOptions): RunModel {
  const weights = openWeights(weightsPath(path));
  const architecture = {
    ...recogniseArchitecture(weights),
    ...recipe.model.architecture,
    ...imageSize(recipe),
  };
  const { model, report } = loadPretrained(weights, { ...options, architecture });
  return { model, report: { ...report, notes: [...report.notes, ...preparationNotices(recipe, weights)] } };
}

function imageSize({ preprocessing }: Recipe) {
  return preprocessing.imageSize === undefined ? {} : { imageSize: preprocessing.imageSize };
}

function newArchitecture(recipe: Recipe, tokenizer: TextTokenizer | undefined): Record<string, unknown> {
  const { architecture } = recipe.model;
  if (architecture === undefined) throw trainingError('missingWeights', { task: recipe.task });
  const readsTokens = 'vocabularySize' in parseArchitecture(architecture);
  const vocabulary = readsTokens && tokenizer ? { vocabularySize: tokenizer.vocabularySize } : {};
  return { ...architecture, ...imageSize(recipe), ...vocabulary };
}

function checkTask({ task }: Recipe, { family, input }: Model): void {
  const needed = task === 'image-classification' ? 'image' : 'text';
  if (input.kind !== needed) throw trainingError('wrongModel', { task, family });
}

function checkVocabulary({ input }: Model, tokenizer: TextTokenizer | undefined): void {
  if (input.kind !== 'text' || tokenizer === undefined) return;
  const [tokens, rows] = [tokenizer.vocabularySize, input.vocabularySize];
  if (tokens > rows) throw trainingError('vocabularyMismatch', { tokens, rows });
}
