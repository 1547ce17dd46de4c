// The features of a whole split at the head, in memory: what a probe is fitted to.
import type { BatchSource } from '../../data/batches.ts';
import type { DatasetVersion, SplitName } from '../../data/dataset-version.ts';
import type { Model } from '../../models/model.ts';
import { openCachedBatches } from '../cached-batches.ts';
import { boundaryLayout, type FeatureCache, openFrozenForward } from '../feature-cache.ts';
import { frozenPass } from '../run-feature-cache.ts';
import { type InputPreparation, openInputBatches } from '../split-batches.ts';

export interface FeatureRows {
  /** int32[rows]: positions in `DatasetVersion.examples`, rising. */
  readonly indices: Int32Array;
  /** int32[rows] */
  readonly labels: Int32Array;
  /** float32[rows, width] */
  readonly features: Float32Array;
  readonly width: number;
}

export interface FeatureRowsOptions {
  readonly preparation: InputPreparation;
  readonly version: DatasetVersion;
  /** Undefined where nothing is to be kept on disk. */
  readonly cache: FeatureCache | undefined;
  /** Boundaries whose features later phases will ask for: computed in the same pass. */
  readonly later: readonly number[];
  readonly signal: AbortSignal;
}

/**
 * Computes the features of a split, or reads them where they are kept. Without augmentation, in the order of the
 * dataset version. Where they take too much disk they are computed all the same and not kept.
 */
export async function featureRows(options: FeatureRowsOptions, split: SplitName): Promise<FeatureRows> {
  const { preparation, version, cache, later } = options;
  const boundary = preparation.model.stages.length - 1;
  const pass = frozenPass(split);
  const kept = await cache?.features(split, boundary, later);
  if (kept !== undefined)
    try {
      return await collect(openCachedBatches(kept, version, pass), options, (batch) => batch.inputs);
    } finally {
      kept.close();
    }
  const forward = openFrozenForward(preparation.model, boundary);
  try {
    return await collect(
      openInputBatches(preparation, version, pass),
      options,
      (batch) => forward.run(batch).inputs,
    );
  } finally {
    forward.dispose();
  }
}

type Batch = BatchSource extends AsyncIterable<infer Item> ? Item : never;

async function collect(
  source: BatchSource,
  { preparation, signal }: FeatureRowsOptions,
  inputsOf: (batch: Batch) => Batch['inputs'],
): Promise<FeatureRows> {
  const { tensor, width } = headInput(preparation.model);
  const rows: { index: number; label: number; values: Float32Array }[] = [];
  try {
    for await (const batch of source) {
      signal.throwIfAborted();
      const data = inputsOf(batch)[tensor]!.data as Float32Array;
      for (const [row, index] of batch.indices.entries())
        if (index !== -1)
          rows.push({ index, label: batch.labels[row]!, values: data.slice(row * width, (row + 1) * width) });
    }
  } finally {
    await source.close();
  }
  rows.sort((a, b) => a.index - b.index);
  const features = new Float32Array(rows.length * width);
  for (const [row, { values }] of rows.entries()) features.set(values, row * width);
  return {
    indices: Int32Array.from(rows, ({ index }) => index),
    labels: Int32Array.from(rows, ({ label }) => label),
    features,
    width,
  };
}

function headInput(model: Model): { readonly tensor: string; readonly width: number } {
  const { tensor, rowShape } = boundaryLayout(model, model.stages.length - 1)!;
  return { tensor, width: rowShape[0]! };
}
