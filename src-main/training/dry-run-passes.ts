// What reading the data takes: checking files, decoding pictures the first time and later, and computing features.
import type { SplitName } from '../data/dataset-version.ts';
import { kinds } from '../facts/kinds.ts';
import { dropsLast } from './batch-statistics.ts';
import { batchesSeconds, onceSeconds } from './dry-run-costs.ts';
import { allOf, cachedPhases, type DryRun } from './dry-run-parts.ts';
import { type BatchShape, batchShapes } from './dry-run-sample.ts';
import { measureFrozen, measureInference } from './dry-run-steps.ts';
import { directAugmentation } from './phase-feeds.ts';
import { splitSize } from './run-dataset.ts';
import { frozenBatchSize, frozenPass, openRunCache } from './run-feature-cache.ts';
import { openInputBatches } from './split-batches.ts';

/** The shapes of a split's batches, and the seconds to read one example: the first time, and from memory. */
export interface Pass {
  readonly shapes: readonly BatchShape[];
  readonly firstSeconds: number;
  readonly laterSeconds: number;
}

export interface Passes {
  readonly train: Pass;
  /** Undefined where the split is empty. */
  readonly validation: Pass | undefined;
}

export async function readPasses(dry: DryRun): Promise<Passes> {
  const train = await readPass(dry, 'train');
  return { train, validation: allOf(dry, 'validation') > 0 ? await readPass(dry, 'validation') : undefined };
}

async function readPass({ run, sample, phases }: DryRun, split: 'train' | 'validation'): Promise<Pass> {
  const { preparation, recipe, version } = run;
  const { batchSize } = recipe.hyperparameters;
  const shuffle = { seed: recipe.seed, epoch: 0 };
  const augmentation = split === 'train' && directAugmentation(recipe);
  const dropLast = split === 'train' && phases.some((phase) => dropsLast(preparation.model.stages, phase));
  const options = { split, batchSize, shuffle, augmentation, dropLast };
  const read = () => batchShapes(openInputBatches(preparation, sample, options));
  const first = await read();
  // Texts are tokenized once; pictures are kept decoded.
  if (kinds[version.kind].hasTokens) return { shapes: first.shapes, firstSeconds: 0, laterSeconds: 0 };
  const later = await read();
  const rows = splitSize(sample, split);
  return { shapes: first.shapes, firstSeconds: first.seconds / rows, laterSeconds: later.seconds / rows };
}

/** What checking all pictures takes, measured on a few. */
export async function checkingSeconds({ run, sample }: DryRun): Promise<number> {
  const { pool } = run.preparation;
  if (pool === undefined) return 0;
  const paths = sample.examples.slice(0, 16 * pool.workers).map(({ source }) => source.path);
  const chunk = Math.ceil(paths.length / pool.workers);
  const chunks = Array.from({ length: pool.workers }, (_, at) => paths.slice(at * chunk, (at + 1) * chunk));
  const startMs = performance.now();
  await Promise.all(chunks.map((part) => pool.run({ kind: 'check', paths: part })));
  return ((performance.now() - startMs) / 1000 / paths.length) * run.version.examples.length;
}

/**
 * What the first pass over pictures takes beyond later ones. Computing features (`wereRead`) has read them already,
 * but not at the size that augmentation cuts from.
 */
export function firstReadingSeconds(dry: DryRun, passes: Passes, wereRead: boolean): number {
  const extra = (pass: Pass | undefined, split: SplitName) =>
    pass === undefined ? 0 : allOf(dry, split) * Math.max(0, pass.firstSeconds - pass.laterSeconds);
  const trainRead = wereRead && directAugmentation(dry.run.recipe) === false;
  return (
    (trainRead ? 0 : extra(passes.train, 'train')) + (wereRead ? 0 : extra(passes.validation, 'validation'))
  );
}

/** Seconds to compute, once, the features that phases will read; those that an earlier run left cost nothing. */
export async function cachingSeconds(dry: DryRun, { train }: Passes): Promise<number> {
  const [phase] = cachedPhases(dry);
  if (phase === undefined) return 0;
  const { run, sample, job } = dry;
  const cache = openRunCache(job, run);
  const needed = (['train', 'validation'] as const).filter(
    (split) => allOf(dry, split) > 0 && !cache.isKept(split, phase.firstTrained),
  );
  if (needed.length === 0) return 0;
  const { shapes } = await batchShapes(openInputBatches(run.preparation, sample, frozenPass('train')));
  const cost = measureFrozen(run.model, shapes, phase.firstTrained);
  const rows = needed.reduce((sum, split) => sum + allOf(dry, split), 0);
  const batches = Math.ceil(rows / frozenBatchSize);
  return onceSeconds(cost) * needed.length + batchesSeconds(cost, batches) + rows * train.firstSeconds;
}

/** The validation split and the test split, the latter read for the first time, through the whole network. */
export async function evaluationSeconds(dry: DryRun, { train }: Passes): Promise<number> {
  const [validation, test] = [allOf(dry, 'validation'), allOf(dry, 'test')];
  const rows = validation + test;
  if (rows === 0) return 0;
  const { model, preparation, version } = dry.run;
  const { shapes } = await batchShapes(
    openInputBatches(preparation, dry.sample, frozenPass(test > 0 ? 'test' : 'validation')),
  );
  const cost = measureInference(model, { shapes, boundary: 0, frozen: !kinds[version.kind].hasTokens });
  const batches = Math.ceil(rows / frozenBatchSize);
  const reading = test * train.firstSeconds + validation * train.laterSeconds;
  return onceSeconds(cost) + batchesSeconds(cost, batches) + reading;
}
