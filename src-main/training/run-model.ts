// The network of a run: built from the recipe, with the given weights or with seeded random ones.
import type { TextTokenizer } from '../data/tokenizer.ts';
import { tasks } from '../facts/tasks.ts';
import { weightsPath } from '../library/catalogue.ts';
import { openWeights } from '../library/weights.ts';
import { parseArchitecture } from '../models/architecture.ts';
import { buildModel } from '../models/build-model.ts';
import type { CompatibilityReport } from '../models/compatibility.ts';
import type { HeadClasses } from '../models/head-names.ts';
import { loadPretrained } from '../models/load-weights.ts';
import type { Model } from '../models/model.ts';
import type { Pooling } from '../models/pooling.ts';
import { recogniseArchitecture } from '../models/recognise.ts';
import { trainingError } from './errors.ts';
import type { Recipe } from './recipe.ts';
import { preparationNotices } from './told-preparation.ts';

export interface RunModel {
  readonly model: Model;
  /** Absent for a model from scratch. */
  readonly report?: CompatibilityReport;
  /** Nothing tells how its texts are pooled; a probe may choose. */
  readonly poolingUndecided: boolean;
}

export interface RunModelOptions {
  /** Names, in the order of the outputs. */
  readonly classes: readonly string[];
  /** Resumes a run that began when heads went by the number of their classes. */
  readonly headAsIs?: boolean;
  /** Text models only. */
  readonly tokenizer?: TextTokenizer | undefined;
  /** As a probe has chosen it. */
  readonly pooling?: Pooling | undefined;
}

/**
 * Builds the network; the same recipe, weights and classes give the same values.
 * Throws training.missingWeights, wrongModel, vocabularyMismatch, and what opening and loading weights throw.
 */
export function buildRunModel(
  recipe: Recipe,
  { classes, headAsIs, tokenizer, pooling }: RunModelOptions,
): RunModel {
  const options = { classes: classes.length, headDropout: recipe.adaptation.headDropout, seed: recipe.seed };
  const built =
    recipe.model.weights === undefined
      ? { model: buildModel(newArchitecture(recipe, tokenizer), options), poolingUndecided: false }
      : pretrained(recipe, recipe.model.weights, {
          ...options,
          pooling,
          headClasses: headAsIs ? 'as-is' : classes,
        });
  checkTask(recipe, built.model);
  checkVocabulary(built.model, tokenizer);
  return built;
}

interface HeadOptions {
  readonly headClasses: HeadClasses;
  readonly classes: number;
  readonly headDropout: number;
  readonly seed: number;
  readonly pooling?: Pooling | undefined;
}

function pretrained(recipe: Recipe, path: string, { pooling, ...options }: HeadOptions): RunModel {
  const weights = openWeights(weightsPath(path));
  const asked = pooling ?? recipe.model.pooling;
  const architecture = {
    ...recogniseArchitecture(weights),
    ...recipe.model.architecture,
    ...imageSize(recipe),
    ...(asked !== undefined && { pooling: asked }),
  };
  const notices = preparationNotices(recipe, weights);
  const load = (chosen: Readonly<Record<string, unknown>>, poolingUndecided: boolean): RunModel => {
    const { model, report } = loadPretrained(weights, { ...options, architecture: chosen });
    return { model, report: { ...report, notes: [...report.notes, ...notices] }, poolingUndecided };
  };
  const built = load(architecture, false);
  const { model, report } = built;
  const undecided =
    recipe.adaptation.probe &&
    model.input.kind === 'text' &&
    model.config.pooling === undefined &&
    report!.newHead; // a report is always made of weights
  if (!undecided) return built;
  if (model.stages.at(-2)!.name === 'pooler') return { ...built, poolingUndecided: true };
  // What stands before such a head cannot be fitted with it: another pooling makes the head one linear layer.
  model.dispose();
  return load({ ...architecture, pooling: 'mean' }, true);
}

function imageSize({ preprocessing }: Recipe) {
  return preprocessing.imageSize === undefined ? {} : { imageSize: preprocessing.imageSize };
}

function newArchitecture(recipe: Recipe, tokenizer: TextTokenizer | undefined): Record<string, unknown> {
  const { architecture } = recipe.model;
  if (architecture === undefined) throw trainingError('missingWeights', { task: recipe.task });
  const complete = parseArchitecture(architecture);
  return {
    ...architecture,
    ...imageSize(recipe),
    ...('vocabularySize' in complete && tokenizer && { vocabularySize: tokenizer.vocabularySize }),
    ...('padId' in complete && tokenizer && { padId: tokenizer.padId }),
  };
}

function checkTask({ task }: Recipe, { family, input }: Model): void {
  if (input.kind !== tasks[task].kind) throw trainingError('wrongModel', { task, family });
}

function checkVocabulary({ input }: Model, tokenizer: TextTokenizer | undefined): void {
  if (input.kind !== 'text' || tokenizer === undefined) return;
  const [tokens, rows] = [tokenizer.vocabularySize, input.vocabularySize];
  if (tokens > rows) throw trainingError('vocabularyMismatch', { tokens, rows });
}
