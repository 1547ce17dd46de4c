// Decides where a phase gets its batches from: cached features of what is frozen, or the pictures and texts themselves.
import type { BatchOptions } from '../data/batches.ts';
import { type AugmentationOptions, augmentationSchema } from '../data/data-options.ts';
import type { DatasetVersion } from '../data/dataset-version.ts';
import type { Message } from '../errors.ts';
import { kindFacts } from '../facts/tasks.ts';
import type { Model } from '../models/model.ts';
import { dropsLast } from './batch-statistics.ts';
import { openCachedBatches } from './cached-batches.ts';
import { boundaryLayout, type FeatureCache } from './feature-cache.ts';
import { trainingNotice } from './notices.ts';
import type { PlannedPhase } from './phases.ts';
import type { Recipe } from './recipe.ts';
import { type InputPreparation, openInputBatches } from './split-batches.ts';
import type { PhaseFeeds } from './training-run.ts';

export interface FeedOptions {
  readonly recipe: Recipe;
  readonly preparation: InputPreparation;
  readonly version: DatasetVersion;
  readonly phases: readonly PlannedPhase[];
  readonly cache: FeatureCache;
  readonly onNote: (note: Message) => void;
}

/** Opens the feeds of a phase. `cached` is what the phase did before it was interrupted, null for a new one. */
export async function openPhaseFeeds(
  options: FeedOptions,
  phase: PlannedPhase,
  cached: boolean | null,
): Promise<PhaseFeeds> {
  if (cached ?? wantsCache(options, phase)) {
    const feeds = await openCachedFeeds(options, phase);
    if (feeds !== undefined) return feeds;
    options.onNote(trainingNotice('featuresTooLarge', { phase: phase.name }));
  }
  return openInputFeeds(options, phase);
}

/**
 * Augmented examples differ in every epoch, so their features cannot be kept; one epoch reuses nothing. A probe looks
 * at plain examples, many times.
 */
export function wantsCache(
  { recipe, preparation }: Pick<FeedOptions, 'recipe' | 'preparation'>,
  phase: PlannedPhase,
): boolean {
  if (phase.probe) return recipe.engine.cacheFeatures;
  const augmented = kindFacts(recipe.task).hasPixels && Boolean(recipe.preprocessing.augmentation);
  return (
    recipe.engine.cacheFeatures &&
    !augmented &&
    phase.epochs > 1 &&
    pays(preparation.model, phase.firstTrained)
  );
}

/** Features larger than the picture, and those of a look-up of words, are slower to read than to compute. */
function pays(model: Model, boundary: number): boolean {
  const layout = boundaryLayout(model, boundary);
  if (layout === undefined) return false;
  if (model.input.kind === 'text') return boundary > 1;
  return layout.rowShape.reduce((a, b) => a * b, 1) <= 3 * model.input.height * model.input.width;
}

/** Boundaries below a phase's at which later phases will read cached features. */
export function laterBoundaries(options: FeedOptions, phase: PlannedPhase): number[] {
  const { phases } = options;
  return phases
    .slice(phases.indexOf(phase) + 1)
    .filter((other) => other.firstTrained < phase.firstTrained && wantsCache(options, other))
    .map((other) => other.firstTrained);
}

async function openCachedFeeds(options: FeedOptions, phase: PlannedPhase): Promise<PhaseFeeds | undefined> {
  const { version, cache } = options;
  const boundary = phase.firstTrained;
  const later = laterBoundaries(options, phase);
  const train = await cache.features('train', boundary, later);
  if (train === undefined) return undefined;
  const validation = hasValidation(version) ? await cache.features('validation', boundary, later) : undefined;
  if (validation === undefined && hasValidation(version)) {
    train.close();
    return undefined;
  }
  return {
    boundary,
    cached: true,
    openTraining: (epoch, startBatch) =>
      openCachedBatches(train, version, trainingPass(options, phase, { epoch, startBatch })),
    openValidation: () => validation && openCachedBatches(validation, version, validationPass(options)),
    close() {
      train.close();
      validation?.close();
    },
  };
}

/** How pictures are varied in a phase that reads them itself. */
export function directAugmentation({ preprocessing }: Recipe): false | AugmentationOptions {
  return preprocessing.augmentation ?? augmentationSchema.parse({});
}

function openInputFeeds(options: FeedOptions, phase: PlannedPhase): PhaseFeeds {
  const { preparation, version, recipe } = options;
  const augmentation = directAugmentation(recipe);
  return {
    boundary: 0,
    cached: false,
    openTraining: (epoch, startBatch) =>
      openInputBatches(preparation, version, {
        ...trainingPass(options, phase, { epoch, startBatch }),
        augmentation,
      }),
    openValidation: () =>
      hasValidation(version)
        ? openInputBatches(preparation, version, { ...validationPass(options), augmentation: false })
        : undefined,
    close() {},
  };
}

function trainingPass(
  { recipe, preparation }: FeedOptions,
  phase: PlannedPhase,
  { epoch, startBatch }: { epoch: number; startBatch: number },
): BatchOptions {
  return {
    split: 'train',
    batchSize: recipe.hyperparameters.batchSize,
    shuffle: { seed: recipe.seed, epoch },
    startBatch,
    dropLast: dropsLast(preparation.model.stages, phase),
  };
}

function validationPass({ recipe }: FeedOptions): BatchOptions {
  return { split: 'validation', batchSize: recipe.hyperparameters.batchSize, shuffle: false };
}

export function hasValidation(version: DatasetVersion): boolean {
  return version.examples.some(({ split }) => split === 'validation');
}
