import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { orderExamples } from '../../src-main/data/batch-plan.ts';
import type { BatchSource } from '../../src-main/data/batches.ts';
import type { Batch, DatasetVersion, Example, SplitName } from '../../src-main/data/dataset-version.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { writeVariable } from '../../src-main/engine/variables.ts';
import type { Model } from '../../src-main/models/model.ts';
import { openCachedBatches } from '../../src-main/training/cached-batches.ts';
import { openFeatureCache, pruneFolder } from '../../src-main/training/feature-cache.ts';
import { openFeatureFile, writeFeatureFile } from '../../src-main/training/feature-file.ts';
import { makeInferenceStep } from '../../src-main/training/training-step.ts';
import { tinyModel, tinyValues } from './tiny-model.ts';

const splits: SplitName[] = ['train', 'train', 'validation', 'train', 'train', 'test', 'train'];
const version: DatasetVersion = {
  hash: 'h',
  kind: 'image',
  path: '',
  classes: ['a', 'b', 'c'],
  examples: splits.map(
    (split, i): Example => ({ source: { path: `${i}` }, contentHash: `${i}`, label: i % 3, split }),
  ),
  problems: [],
  duplicateGroups: 0,
};

/** Example i is the vector (i, i / 2, 1, -i) / 10. */
const pixels = (index: number) => [index, index / 2, 1, -index].map((value) => value / 10);

let passes: SplitName[];

function openBatches(split: SplitName): BatchSource {
  passes.push(split);
  const order = orderExamples(version, { split, batchSize: 2, shuffle: false });
  async function* batches(): AsyncGenerator<Batch, void, void> {
    for (let start = 0; start < order.length; start += 2) {
      const rows = [start, start + 1].map((at) => order[at] ?? -1);
      const data = Float32Array.from(rows.flatMap((index) => pixels(Math.max(0, index))));
      yield {
        inputs: { x: { dtype: 'float32', shape: [2, 4], data } },
        labels: Int32Array.from(rows, (index) => version.examples[Math.max(0, index)]!.label),
        indices: Int32Array.from(rows),
      };
    }
  }
  return { size: Math.ceil(order.length / 2), [Symbol.asyncIterator]: batches, close: async () => undefined };
}

async function listOf(source: BatchSource): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source) batches.push(batch);
  return batches;
}

let folder: string;
let model: Model;
let warnings: string[];
const signal = new AbortController().signal;
beforeAll(() => openEngine({ backend: 'cpu', provider: 'cpu' }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-features-'));
  model = tinyModel({ values: tinyValues() });
  passes = [];
  warnings = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  model.dispose();
});

const cache = () =>
  openFeatureCache({
    folder,
    origin: { model, version, preparation: {} },
    openBatches,
    onProgress: () => undefined,
    onWarning: ({ message }) => warnings.push(message),
    signal,
  });

describe('feature cache', () => {
  it('gives the network, from the boundary on, what it would have computed from the inputs', async () => {
    const features = (await cache().features('train', 2, []))!;
    const above = makeInferenceStep(model, 2, { frozen: false });
    const whole = makeInferenceStep(model, 0, { frozen: false });
    const options = { split: 'train', batchSize: 5, shuffle: { seed: 3, epoch: 1 } } as const;
    const [batch] = await listOf(openCachedBatches(features, version, options));
    expect([...batch!.indices].sort()).toEqual([0, 1, 3, 4, 6]);
    const x = Float32Array.from([...batch!.indices].flatMap(pixels));
    const expected = whole.run({ x: { dtype: 'float32', shape: [5, 4], data: x } });
    const found = above.run(batch!.inputs);
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
    expect([...batch!.labels]).toEqual([...batch!.indices].map((index) => index % 3));
  });

  it('computes a split once, for later runs too', async () => {
    await cache().features('train', 2, []);
    await cache().features('train', 2, []);
    expect(passes).toEqual(['train']);
  });

  it('computes the boundaries of later phases in the same pass', async () => {
    await cache().features('train', 2, [1]);
    expect((await cache().features('train', 1, []))!.rowShape).toEqual([6]);
    expect(passes).toEqual(['train']);
  });

  it('computes again when a weight below the boundary changes, and not when one above does', async () => {
    await cache().features('train', 2, []);
    const change = (stage: number) => {
      const { variable } = model.stages[stage]!.parameters[0]!;
      writeVariable(variable, new Float32Array(variable.size).fill(0.25));
    };
    change(2);
    await cache().features('train', 2, []);
    expect(passes.length).toBe(1);
    change(0);
    await cache().features('train', 2, []);
    expect(passes.length).toBe(2);
  });

  it('notices a damaged file, says so and computes it again', async () => {
    (await cache().features('train', 2, []))!.close();
    const path = join(folder, readdirSync(folder)[0]!);
    const bytes = readFileSync(path);
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(path, bytes);
    expect(await cache().features('train', 2, [])).toBeDefined();
    expect(passes.length).toBe(2);
    expect(warnings[0]).toContain(path);
  });

  it('leaves no file behind when it is interrupted', async () => {
    const stop = new AbortController();
    stop.abort();
    const stopped = openFeatureCache({
      folder,
      origin: { model, version, preparation: {} },
      openBatches,
      onProgress: () => undefined,
      onWarning: () => undefined,
      signal: stop.signal,
    });
    await expect(stopped.features('train', 2, [])).rejects.toBe(stop.signal.reason);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('removes the files longest unused when the folder grows over its bound', () => {
    for (const [age, name] of ['new', 'middle', 'old'].entries()) {
      const path = join(folder, `${name}.features`);
      writeFileSync(path, new Uint8Array(100));
      utimesSync(path, 1e9 - age, 1e9 - age);
    }
    pruneFolder(folder, 250);
    expect(readdirSync(folder).sort()).toEqual(['middle.features', 'new.features']);
  });
});

describe('features of texts', () => {
  const lengths = [3, 8, 20, 2, 9, 5, 30];
  const textVersion: DatasetVersion = {
    ...version,
    kind: 'text',
    examples: version.examples.map((example) => ({ ...example, split: 'train' as const })),
  };

  it('keep their own length on disk and are padded with a mask to the length of their batch', async () => {
    const path = join(folder, 'texts.features');
    const layout = { tensor: 'hidden', rowShape: [2], sequence: true };
    const writer = writeFeatureFile(path, { key: 'k', rows: lengths.length, layout });
    for (const [index, tokens] of lengths.entries())
      writer.add(index, tokens, new Float32Array(2 * tokens).fill(index + 1));
    writer.finish();
    const features = openFeatureFile(path, 'k')!;
    expect(features.sizeBytes).toBeLessThan(5000 + 4 * 2 * 80);
    const source = openCachedBatches(features, textVersion, {
      split: 'train',
      batchSize: 3,
      shuffle: { seed: 1, epoch: 0 },
    });
    const batches = await listOf(source);
    expect(
      batches
        .flatMap(({ indices }) => [...indices])
        .filter((i) => i >= 0)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const { inputs, indices } of batches) {
      const [rows, tokens] = inputs.attentionMask!.shape as [number, number];
      expect(inputs.hidden!.shape).toEqual([rows, tokens, 2]);
      for (const [row, index] of indices.entries()) {
        const mask = inputs.attentionMask!.data.subarray(row * tokens, (row + 1) * tokens);
        const length = index === -1 ? 1 : lengths[index]!;
        expect([...mask]).toEqual(Array.from({ length: tokens }, (_, t) => Number(t < length)));
        if (index === -1) continue;
        const hidden = inputs.hidden!.data.subarray(row * tokens * 2, (row + 1) * tokens * 2);
        expect([...hidden]).toEqual(
          Array.from({ length: 2 * tokens }, (_, i) => (i < 2 * length ? index + 1 : 0)),
        );
      }
    }
  });
});
