// The cache of a run's frozen features: what they are computed from, and in which batches.
import type { SplitName } from '../data/dataset-version.ts';
import { type FeatureCache, openFeatureCache } from './feature-cache.ts';
import type { PreparedRun } from './prepared-run.ts';
import { tokenizerHash } from './run-tokenizer.ts';
import type { TrainingJob } from './run-training.ts';
import { openInputBatches, tokenLimit } from './split-batches.ts';

/** Pictures of this many examples at a time fill the processor's caches well and bound memory. */
export const frozenBatchSize = 32;

export function openRunCache(job: TrainingJob, run: PreparedRun): FeatureCache {
  const { model, version, preparation, engine } = run;
  const { input } = model;
  const { backend, provider } = engine;
  const { resize, whiteLevel } = preparation;
  const inputs =
    input.kind === 'image'
      ? { input, resize, whiteLevel }
      : { maxTokens: tokenLimit(preparation), tokenizer: tokenizerHash(job.runFolder, run.recipe) };
  return openFeatureCache({
    folder: job.cacheFolder,
    origin: { model, version, preparation: { ...inputs, backend, provider } },
    openBatches: (split) => openInputBatches(preparation, version, frozenPass(split)),
    onProgress: (done, total, split) =>
      job.emit({ type: 'work', phase: 'caching-features', done, total, message: split }),
    onWarning: (warning) => job.emit({ type: 'log', level: 'warning', ...warning }),
    signal: job.signal,
  });
}

/** A pass in batches of that size, as the examples are. */
export const frozenPass = (split: SplitName) =>
  ({ split, batchSize: frozenBatchSize, shuffle: false, augmentation: false }) as const;
