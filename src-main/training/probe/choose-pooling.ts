// How a pretrained text network makes one vector of a text, where neither recipe nor folder tells: one pass computes
// every way, a head is fitted to each, and the one that predicts best is taken.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs-core';
import type { Batch, DatasetVersion, SplitName } from '../../data/dataset-version.ts';
import { compileStep } from '../../engine/compiled-step.ts';
import { runStages } from '../../models/build-model.ts';
import type { Model } from '../../models/model.ts';
import { meanOfTokens, type Pooling } from '../../models/pooling.ts';
import { firstToken } from '../../models/text-stages.ts';
import { readJson, writeJsonDurably } from '../durable-files.ts';
import { isBetter } from '../early-stopping.ts';
import { classWeights } from '../loss.ts';
import { trainingNotice } from '../notices.ts';
import type { Recipe } from '../recipe.ts';
import { splitSize } from '../run-dataset.ts';
import { frozenPass } from '../run-feature-cache.ts';
import { runFiles } from '../run-files.ts';
import type { TrainingJob } from '../run-training.ts';
import { type InputPreparation, openInputBatches } from '../split-batches.ts';
import { inference } from '../training-step.ts';
import type { FeatureRows } from './feature-rows.ts';
import { fitProbe, type Tried } from './fit-probe.ts';

/** The features of each split, pooled in the chosen way. */
export type PooledRows = ReadonlyMap<SplitName, FeatureRows>;

export interface ChosenPooling {
  readonly pooling: Pooling;
  /** Absent where an earlier start of the run has chosen. */
  readonly rows?: PooledRows;
}

export interface PoolingOptions {
  readonly job: Pick<TrainingJob, 'runFolder' | 'resume' | 'emit' | 'signal'>;
  readonly recipe: Recipe;
  readonly version: DatasetVersion;
  /** With the pooler as its last backbone stage, or mean pooling where the weights have none. */
  readonly preparation: InputPreparation;
}

/** Chooses, and leaves the choice in the run's folder. Throws the signal's reason. */
export async function choosePooling(options: PoolingOptions): Promise<ChosenPooling> {
  const { job, recipe } = options;
  const path = join(job.runFolder, runFiles.pooling);
  if (job.resume && existsSync(path)) return readJson(path) as { pooling: Pooling }; // written below
  const pooled = await poolAll(options);
  const metric = metricOf(recipe);
  let best: { pooling: Pooling; tried: Tried } | undefined;
  const values: Record<string, number> = {};
  for (const [pooling, rows] of pooled) {
    const tried = await bestFit(options, rows);
    values[pooling] = tried.value;
    if (best === undefined || isBetter({ metric, minDelta: 0, patience: 1 }, tried.value, best.tried.value))
      best = { pooling, tried };
  }
  const { pooling } = best!; // mean is always tried
  writeJsonDurably(path, { pooling, values });
  job.emit({ type: 'log', level: 'info', ...trainingNotice('poolingChosen', { pooling, metric, values }) });
  return { pooling, rows: pooled.get(pooling)! };
}

function metricOf({ hyperparameters: { earlyStopping } }: Recipe) {
  return earlyStopping === false ? 'loss' : earlyStopping.metric;
}

async function bestFit(
  { job, recipe, version, preparation }: PoolingOptions,
  rows: PooledRows,
): Promise<Tried> {
  const { classWeights: weighting, labelSmoothing } = recipe.hyperparameters;
  const train = rows.get('train')!;
  const { strength, tried } = await fitProbe(
    {
      train,
      validation: rows.get('validation'),
      classes: preparation.model.classes,
      groups: Array.from(train.indices, (index) => version.examples[index]!.contentHash),
      classWeights: classWeights(weighting, version.classes, train.labels),
      labelSmoothing,
    },
    {
      metric: metricOf(recipe),
      withValidation: false,
      trainsOn: false,
      async onProgress(done, total) {
        job.emit({ type: 'work', phase: 'fitting-probe', done, total });
        await setImmediate();
        job.signal.throwIfAborted();
      },
    },
  );
  return tried.find((one) => one.strength === strength)!;
}

/** One pass over each split that has examples. */
async function poolAll(options: PoolingOptions): Promise<ReadonlyMap<Pooling, PooledRows>> {
  const all = new Map<Pooling, Map<SplitName, FeatureRows>>();
  for (const split of ['train', 'validation', 'test'] as const) {
    if (splitSize(options.version, split) === 0) continue;
    for (const [pooling, rows] of await poolSplit(options, split)) {
      if (!all.has(pooling)) all.set(pooling, new Map());
      all.get(pooling)!.set(split, rows);
    }
  }
  return all;
}

async function poolSplit(
  { job, version, preparation }: PoolingOptions,
  split: SplitName,
): Promise<ReadonlyMap<Pooling, FeatureRows>> {
  const step = compileStep((inputs) => poolings(preparation.model, inputs));
  const total = splitSize(version, split);
  const found: { index: number; label: number; row: number; outputs: Readonly<Record<string, unknown>> }[] =
    [];
  const source = openInputBatches(preparation, version, frozenPass(split));
  try {
    for await (const { inputs, labels, indices } of source as AsyncIterable<Batch>) {
      const outputs = step.run(inputs);
      for (const [row, index] of indices.entries())
        if (index !== -1) found.push({ index, label: labels[row]!, row, outputs });
      job.emit({ type: 'work', phase: 'caching-features', done: found.length, total, message: split });
      await setImmediate();
      job.signal.throwIfAborted();
    }
  } finally {
    step.dispose();
    await source.close();
  }
  found.sort((a, b) => a.index - b.index);
  const width = headWidth(preparation.model);
  const names = Object.keys(found[0]!.outputs) as Pooling[];
  return new Map(
    names.map((pooling) => {
      const features = new Float32Array(found.length * width);
      for (const [at, { row, outputs }] of found.entries())
        features.set((outputs[pooling] as Float32Array).subarray(row * width, (row + 1) * width), at * width);
      const indices = Int32Array.from(found, ({ index }) => index);
      const labels = Int32Array.from(found, ({ label }) => label);
      return [pooling, { indices, labels, features, width }];
    }),
  );
}

/** Every pooling that the network has, of the same hidden states. */
function poolings(model: Model, inputs: tf.NamedTensorMap): tf.NamedTensorMap {
  const last = model.stages.length - 2;
  const states = runStages(model, inputs, { context: inference, to: last });
  const { hidden, attentionMask } = states;
  const outputs: tf.NamedTensorMap = {
    mean: meanOfTokens(hidden!, attentionMask!),
    first: firstToken(hidden!),
  };
  if (model.stages[last]!.name === 'pooler')
    outputs.pooler = runStages(model, states, { context: inference, from: last, to: last + 1 }).features!;
  return outputs;
}

function headWidth(model: Model): number {
  return model.stages.at(-2)!.outputs.features![1]!;
}
