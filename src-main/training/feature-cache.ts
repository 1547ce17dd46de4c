// What is frozen is computed once: the features of a split at a stage boundary, kept on disk for this run and later ones.
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs-core';
import type { BatchSource } from '../data/batches.ts';
import type { Batch, SplitName } from '../data/dataset-version.ts';
import { type CompiledStep, compileStep } from '../engine/compiled-step.ts';
import { FinesseError, type Message, plainMessage } from '../errors.ts';
import { runStages } from '../models/build-model.ts';
import type { Model } from '../models/model.ts';
import {
  type FeatureLayout,
  type Features,
  type FeatureWriter,
  openFeatureFile,
  writeFeatureFile,
} from './feature-file.ts';
import { type FeatureOrigin, featureKey } from './feature-key.ts';
import { inference } from './training-step.ts';

/** One file may take this much, and never more than half of the free disk. */
const fileLimitBytes = 4 * 2 ** 30;
/** All files together; the longest unused go first. */
const folderLimitBytes = 16 * 2 ** 30;

export interface FeatureCacheOptions {
  readonly folder: string;
  readonly origin: FeatureOrigin;
  /** A pass over a split in any order, without augmentation. */
  readonly openBatches: (split: SplitName) => BatchSource;
  readonly onProgress: (done: number, total: number, split: SplitName) => void;
  readonly onWarning: (warning: Message) => void;
  readonly signal: AbortSignal;
}

export interface FeatureCache {
  /**
   * The features of a split at the input of stage `boundary`, from disk or computed now; together with those at
   * `laterBoundaries`, which later phases will ask for. Undefined where they take too much disk.
   */
  features(
    split: SplitName,
    boundary: number,
    laterBoundaries: readonly number[],
  ): Promise<Features | undefined>;
  /** Whether an earlier run has left these features on disk. */
  isKept(split: SplitName, boundary: number): boolean;
}

/** One file to be: the features of one split at one boundary. */
interface Target {
  readonly boundary: number;
  readonly key: string;
  readonly path: string;
  readonly rows: number;
  readonly layout: FeatureLayout;
}

export function openFeatureCache(options: FeatureCacheOptions): FeatureCache {
  mkdirSync(options.folder, { recursive: true });
  return {
    isKept(split, boundary) {
      const target = featureTarget(options, boundary, split);
      return target !== undefined && existsSync(target.path);
    },
    async features(split, boundary, laterBoundaries) {
      const target = featureTarget(options, boundary, split);
      if (target === undefined) return undefined;
      const kept = openKept(options, target);
      if (kept !== undefined) return kept;
      if (!fits(options, target)) return undefined;
      const later = laterBoundaries
        .map((at) => featureTarget(options, at, split))
        .filter((other) => other !== undefined && !existsSync(other.path) && fits(options, other));
      await computeFeatures(options, split, [target, ...later.filter((other) => other !== undefined)]);
      pruneFolder(options.folder);
      return openKept(options, target);
    },
  };
}

function featureTarget(options: FeatureCacheOptions, boundary: number, split: SplitName): Target | undefined {
  const { origin, folder } = options;
  const layout = boundaryLayout(origin.model, boundary);
  if (layout === undefined) return undefined;
  const key = featureKey(origin, boundary, split);
  const rows = origin.version.examples.filter((example) => example.split === split).length;
  return { boundary, key, path: join(folder, `${key}${extension}`), rows, layout };
}

const extension = '.features';

/** What lies at the input of a stage: one float tensor, with a mask where it has a length of its own. */
export function boundaryLayout(model: Model, boundary: number): FeatureLayout | undefined {
  const outputs = model.stages[boundary - 1]?.outputs;
  if (outputs === undefined) return undefined;
  const { attentionMask, ...tensors } = outputs;
  const [entry, ...others] = Object.entries(tensors);
  if (entry === undefined || others.length > 0) return undefined;
  const sequence = attentionMask !== undefined;
  const [tensor, shape] = entry;
  const rowShape = shape.slice(sequence ? 2 : 1);
  return rowShape.includes(null) ? undefined : { tensor, rowShape: rowShape as number[], sequence };
}

/** Opens a file of the cache; a damaged one is reported and removed. */
function openKept(options: FeatureCacheOptions, target: Target): Features | undefined {
  try {
    return openFeatureFile(target.path, target.key);
  } catch (error) {
    if (!(error instanceof FinesseError)) throw error;
    options.onWarning(plainMessage(error));
    rmSync(target.path, { force: true });
    return undefined;
  }
}

/** Texts are counted with one token here; how long they are shows while writing. */
function fits(options: FeatureCacheOptions, { rows, layout }: Target): boolean {
  return rows * rowValues(layout) * 4 <= limitBytes(options.folder);
}

const rowValues = ({ rowShape }: FeatureLayout) => rowShape.reduce((a, b) => a * b, 1);

function limitBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.min(fileLimitBytes, (bavail * bsize) / 2);
}

/** One pass over a split through the frozen stages; gives up a file that grows too large. */
async function computeFeatures(
  options: FeatureCacheOptions,
  split: SplitName,
  targets: readonly Target[],
): Promise<void> {
  const limit = limitBytes(options.folder);
  const open = new Map(targets.map((target) => [target, writeFeatureFile(target.path, target)]));
  const source = options.openBatches(split);
  const step = frozenStep(options.origin.model, targets);
  const rows = targets[0]!.rows;
  let done = 0;
  try {
    for await (const batch of source) {
      options.signal.throwIfAborted();
      const outputs = step.run(batch);
      for (const [target, writer] of open) {
        addRows(writer, target.layout, batch, outputs[outputName(target.boundary)] as Float32Array);
        if (writer.sizeBytes <= limit) continue;
        writer.abandon();
        open.delete(target);
      }
      if (open.size === 0) return;
      done += batch.indices.filter((index) => index !== -1).length;
      options.onProgress(done, rows, split);
      await setImmediate();
    }
    for (const [target, writer] of open) {
      writer.finish();
      open.delete(target);
    }
  } finally {
    for (const writer of open.values()) writer.abandon();
    step.dispose();
    await source.close();
  }
}

const outputName = (boundary: number) => `boundary ${boundary}`;

/** The frozen stages as one graph; another one for each length of text, one at a time, to bound memory. */
function frozenStep(model: Model, targets: readonly Pick<Target, 'boundary' | 'layout'>[]) {
  let step: CompiledStep | undefined;
  let shape = '';
  const build = (inputs: tf.NamedTensorMap) => {
    const outputs: tf.NamedTensorMap = {};
    let tensors = inputs;
    let from = 0;
    for (const { boundary, layout } of targets.toSorted((a, b) => a.boundary - b.boundary)) {
      tensors = runStages(model, tensors, { context: inference, from, to: boundary });
      from = boundary;
      outputs[outputName(boundary)] = tensors[layout.tensor]!;
    }
    return outputs;
  };
  return {
    run({ inputs }: Batch) {
      const found = Object.values(inputs)
        .map((input) => input.shape.join())
        .join(' ');
      if (found !== shape) {
        step?.dispose();
        step = compileStep(build, { frozen: true });
        shape = found;
      }
      return step!.run(inputs);
    },
    dispose: () => step?.dispose(),
  };
}

/** The frozen stages below `boundary` for single batches: what a phase on cached features is fed with. */
export function openFrozenForward(model: Model, boundary: number) {
  const layout = boundaryLayout(model, boundary)!;
  const step = frozenStep(model, [{ boundary, layout }]);
  return {
    run(batch: Batch): Batch {
      const data = step.run(batch)[outputName(boundary)] as Float32Array;
      const { attentionMask } = batch.inputs;
      const rows = layout.sequence ? attentionMask!.shape : [batch.indices.length];
      const features = { dtype: 'float32' as const, shape: [...rows, ...layout.rowShape], data };
      const mask: Batch['inputs'] = layout.sequence ? { attentionMask: attentionMask! } : {};
      return { ...batch, inputs: { [layout.tensor]: features, ...mask } };
    },
    dispose: step.dispose,
  };
}

function addRows(writer: FeatureWriter, layout: FeatureLayout, batch: Batch, values: Float32Array): void {
  const count = batch.indices.length;
  const rowLength = values.length / count;
  const mask = layout.sequence ? batch.inputs.attentionMask!.data : undefined;
  const maxTokens = (mask?.length ?? count) / count;
  const width = rowLength / maxTokens;
  for (const [row, index] of batch.indices.entries()) {
    if (index === -1) continue;
    const tokens = mask === undefined ? 1 : tokenCount(mask.subarray(row * maxTokens, (row + 1) * maxTokens));
    const start = row * rowLength;
    writer.add(index, tokens, values.subarray(start, start + tokens * width));
  }
}

/** Texts are padded at their end, so what counts is the first part. */
function tokenCount(mask: Float32Array | Int32Array): number {
  let tokens = 0;
  for (const value of mask) tokens += value;
  return tokens;
}

/** Removes the files longest unused until the folder is within its bound, and what a killed run left unfinished. */
export function pruneFolder(folder: string, limit = folderLimitBytes): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(extension) || name.endsWith('.tmp'))
    .map((name) => ({ path: join(folder, name), ...fileTimes(join(folder, name)) }))
    .sort((a, b) => b.usedMs - a.usedMs);
  let total = 0;
  for (const { path, sizeBytes, usedMs } of files) {
    const abandoned = path.endsWith('.tmp') && Date.now() - usedMs > unfinishedMs;
    total += sizeBytes;
    if (total > limit || abandoned) rmSync(path, { force: true });
  }
}

/** A file still being written has been touched since. */
const unfinishedMs = 24 * 3600 * 1000;

/** Another run may have removed the file in between. */
function fileTimes(path: string): { sizeBytes: number; usedMs: number } {
  const stats = statSync(path, { throwIfNoEntry: false });
  return { sizeBytes: stats?.size ?? 0, usedMs: stats?.mtimeMs ?? 0 };
}
