// Previews of preprocessing, compared with what training itself does with the same recipe.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBatches } from '../../src-main/data/batches.ts';
import { augmentationSchema, dataOptionsSchema } from '../../src-main/data/data-options.ts';
import { openDataset } from '../../src-main/data/open-dataset.ts';
import { faultOf } from '../../src-renderer/lib/api/faults.ts';
import { writePictures, writeTexts } from '../training/small-data.ts';
import { type Rig, rigs } from './carrier-rigs.ts';
import { drain } from './finished-runs.ts';

let rig: Rig;
let folder: string;
const api = () => rig.client.preprocessing;

beforeAll(async () => {
  rig = await rigs[0]![1]();
  folder = join(rig.services.store.paths.folder, 'data');
  mkdirSync(folder);
});
afterAll(() => rig.close());

async function keyOf(task: 'image-classification' | 'text-classification', path: string): Promise<string> {
  const { result } = await drain(await rig.client.data.inspect({ task, data: { path } }));
  return result.dataset!.key;
}

async function decoded(address: string) {
  const bytes = Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
  return sharp(bytes).raw().toBuffer({ resolveWithObject: true });
}

describe('pictures', () => {
  const preprocessing = { imageSize: 24, resize: 'pad', augmentation: { rotationDegrees: 20 } };
  const recipe = (path: string) => ({
    task: 'image-classification',
    model: { architecture: { family: 'cifar-resnet', depth: 8, width: 4 } },
    data: { path },
    preprocessing,
    hyperparameters: { batchSize: 6 },
    seed: 42,
  });
  let path: string;
  let key: string;
  beforeAll(async () => {
    path = await writePictures(join(folder, 'pictures'), 10);
    key = await keyOf('image-classification', path);
  });

  it('are shown before and after, with the numbers of each step and a sheet of variants', async () => {
    const preview = await api().preview({ recipe: recipe(path), key, indices: [0, 3], variants: 3 });
    if (preview.kind !== 'image') throw new Error('a preview of texts');
    expect([preview.width, preview.height, preview.augmented, preview.items.length]).toEqual([
      24,
      24,
      true,
      2,
    ]);
    const [first] = preview.items;
    expect(first!.steps.map(({ step }) => step)).toEqual(['decode', 'resize', 'normalise']);
    expect(first!.steps[0]).toMatchObject({ turned: false });
    expect(first!.steps[1]).toMatchObject({ from: [16, 16], to: [24, 24], padding: 0, scale: 1.5 });
    expect(first!.variants.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(new Set(first!.variants.map(({ picture }) => picture)).size).toBe(3);
    expect((await decoded(first!.resized)).info).toMatchObject({ width: 24, height: 24 });
  });

  it('are drawn exactly as training draws them', async () => {
    const version = await openDataset({ kind: 'image', data: dataOptionsSchema.parse({ path }), seed: 42 });
    const trained = openBatches(version, {
      split: 'train',
      batchSize: 6,
      shuffle: { seed: 42, epoch: 0 },
      augmentation: augmentationSchema.parse(preprocessing.augmentation),
      input: {
        height: 24,
        width: 24,
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
        resize: 'pad',
      },
    });
    const { value: batch } = await trained[Symbol.asyncIterator]().next();
    await trained.close();
    const preview = await api().batch({ recipe: recipe(path), key });
    expect(preview.rows.map(({ index }) => index)).toEqual([...batch!.indices]);
    expect(preview.tensors[0]).toMatchObject({ name: 'x', dtype: 'float32', shape: [6, 3, 24, 24] });
    const values = batch!.inputs.x!.data;
    const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
    expect(preview.tensors[0]!.mean).toBeCloseTo(mean, 5);
    expect(preview.channels.length).toBe(3);
    // A row of the batch is the variant of the same example in the first epoch.
    const index = preview.rows[0]!.index;
    const single = await api().preview({ recipe: recipe(path), key, indices: [index], variants: 1 });
    if (single.kind !== 'image') throw new Error('a preview of texts');
    const [fromBatch, fromSheet] = await Promise.all([
      decoded(preview.rows[0]!.picture!),
      decoded(single.items[0]!.variants[0]!.picture),
    ]);
    expect(fromBatch.data.equals(fromSheet.data)).toBe(true);
  });

  it('have no variants where augmentation is off', async () => {
    const plain = { ...recipe(path), preprocessing: { imageSize: 24, augmentation: false } };
    const preview = await api().preview({ recipe: plain, key, indices: [0] });
    expect(preview).toMatchObject({ kind: 'image', augmented: false, items: [{ variants: [] }] });
  });

  it('need a model, a reading and an example that is there', async () => {
    const { model: _, ...lacking } = recipe(path);
    expect(
      await api()
        .preview({ recipe: lacking, key, indices: [0] })
        .catch(faultOf),
    ).toMatchObject({
      code: 'jobs.recipeInvalid',
    });
    const unknown = { recipe: recipe(path), key: 'f'.repeat(32), indices: [0] };
    expect(await api().preview(unknown).catch(faultOf)).toMatchObject({ code: 'data.unknown-reading' });
    const beyond = { recipe: recipe(path), key, indices: [999] };
    expect(await api().preview(beyond).catch(faultOf)).toMatchObject({ code: 'data.unknown-example' });
  });
});

describe('texts', () => {
  const recipe = (path: string, preprocessing: object = {}) => ({
    task: 'text-classification',
    model: { architecture: { family: 'bert', layers: 1, hiddenSize: 32, heads: 2, vocabularySize: 200 } },
    data: { path },
    preprocessing: { maxTokens: 12, ...preprocessing },
    hyperparameters: { batchSize: 4 },
  });
  let path: string;
  let key: string;
  beforeAll(async () => {
    path = writeTexts(join(folder, 'texts.csv'), 40);
    key = await keyOf('text-classification', path);
  });

  it('are shown as tokens, with the cut, and how many texts are cut', async () => {
    const preview = await api().preview({ recipe: recipe(path), key, indices: [0, 1, 2] });
    if (preview.kind !== 'text') throw new Error('a preview of pictures');
    expect(preview).toMatchObject({ tokenizer: 'learnt', lowerCases: true, maxTokens: 12 });
    for (const { tokens, numKept } of preview.items) {
      expect([tokens[0]!.text, tokens.at(-1)!.text]).toEqual(['[CLS]', '[SEP]']);
      expect(tokens[0]!.special).toBe(true);
      expect(numKept).toBe(Math.min(12, tokens.length));
    }
    const { lengths } = preview;
    expect([lengths.sampled, lengths.of]).toEqual([120, 120]);
    expect(lengths.bins.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(120);
    expect(lengths.shareCut).toBeGreaterThan(0.2);
    expect(lengths.max).toBeGreaterThan(12);
  });

  it('keep capitals where the recipe says so', async () => {
    const preview = await api().preview({ recipe: recipe(path, { lowerCase: false }), key, indices: [0] });
    expect(preview).toMatchObject({ kind: 'text', lowerCases: false });
  });

  it('come as the token matrix of the first batch, with its padding', async () => {
    const batch = await api().batch({ recipe: recipe(path), key });
    const names = batch.tensors.map(({ name, dtype }) => [name, dtype]);
    expect(names).toEqual([
      ['inputIds', 'int32'],
      ['attentionMask', 'int32'],
      ['tokenTypeIds', 'int32'],
    ]);
    const [rows, width] = batch.tensors[0]!.shape;
    expect(rows).toBe(4);
    expect(batch.rows.every(({ tokens }) => tokens.length === width)).toBe(true);
    const pads = batch.rows.flatMap(({ tokens }) => tokens).filter(({ text }) => text === '[PAD]').length;
    expect(batch.sharePadding).toBeCloseTo(pads / (rows! * width!), 6);
  });
});
