import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type BatchSource, openBatches } from '../../src-main/data/batches.ts';
import { augmentationSchema, dataOptionsSchema } from '../../src-main/data/data-options.ts';
import type { Batch, DatasetVersion } from '../../src-main/data/dataset-version.ts';
import type { ImageBatchOptions } from '../../src-main/data/image-batches.ts';
import { openDataset } from '../../src-main/data/open-dataset.ts';
import { openPicturePool } from '../../src-main/data/picture-pool.ts';
import { encodeTexts, pictureInputs } from '../../src-main/data/prediction-inputs.ts';
import { openTokenizer } from '../../src-main/data/tokenizer.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function collect(source: BatchSource): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source) batches.push(batch);
  return batches;
}

/** A picture whose colour tells its number. */
async function picture(number: number): Promise<Buffer> {
  const pixels = Buffer.alloc(40 * 30 * 3, 0);
  for (let at = 0; at < pixels.length; at++)
    pixels[at] = (number * 9 + (at % 3) * 30 + ((at / 120) | 0)) % 256;
  return sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } })
    .png()
    .toBuffer();
}

async function pictures(
  count: number,
): Promise<{ readonly version: DatasetVersion; readonly folder: string }> {
  const files: Record<string, Buffer> = {};
  for (let number = 0; number < count; number++)
    files[`${number % 2 === 0 ? 'even' : 'odd'}/${number}.png`] = await picture(number);
  const folder = await temporaryFolder(files);
  const data = dataOptionsSchema.parse({ path: folder, validationFraction: 0.2, testFraction: 0 });
  return { version: await openDataset({ kind: 'image', data, seed: 1, workers: 1 }), folder };
}

const input = { height: 24, width: 20, mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.4], resize: 'crop' } as const;
const plain: ImageBatchOptions = {
  split: 'train',
  batchSize: 4,
  shuffle: false,
  augmentation: false,
  input,
  workers: 1,
};
const shuffled: ImageBatchOptions = {
  ...plain,
  shuffle: { seed: 9, epoch: 2 },
  augmentation: augmentationSchema.parse({ rotationDegrees: 10, hue: 0.1 }),
};

describe('picture batches', () => {
  it('hold normalised NCHW pixels, labels and places', async () => {
    const { version } = await pictures(12);
    const [batch] = await collect(openBatches(version, plain));
    const { dtype, shape, data } = batch!.inputs.x!;
    expect([dtype, shape]).toEqual(['float32', [4, 3, 24, 20]]);
    const first = version.examples[batch!.indices[0]!]!;
    expect(batch!.labels[0]).toBe(first.label);
    const pixels = await sharp(first.source.path)
      .resize({ width: 20, height: 24, kernel: 'linear' })
      .raw()
      .toBuffer();
    for (const [channel, mean, std] of [
      [0, 0.4, 0.2],
      [1, 0.5, 0.3],
      [2, 0.6, 0.4],
    ] as const)
      for (const at of [0, 100, 479])
        expect(data[channel * 480 + at]).toBeCloseTo((pixels[at * 3 + channel]! / 255 - mean) / std, 4);
  });

  it('cover the split once, and pad the last batch with rows of index -1', async () => {
    const { version } = await pictures(12);
    const source = openBatches(version, shuffled);
    const batches = await collect(source);
    const train = version.examples.flatMap(({ split }, index) => (split === 'train' ? [index] : []));
    expect(train).toHaveLength(10);
    expect([source.size, batches.length]).toEqual([3, 3]);
    const indices = batches.flatMap((batch) => [...batch.indices]);
    expect(indices.filter((index) => index >= 0).sort((a, b) => a - b)).toEqual(train);
    const last = batches[2]!;
    expect([...last.indices].slice(2)).toEqual([-1, -1]);
    const { data } = last.inputs.x!;
    expect(data.subarray(3 * 1440)).toEqual(data.subarray(1440, 2 * 1440));
    expect((await collect(openBatches(version, { ...shuffled, dropLast: true }))).length).toBe(2);
  });

  it('are the same for 1 and 2 workers, with and without kept pixels', async () => {
    const { version } = await pictures(16);
    const pool = openPicturePool({ workers: 2 });
    const [one, two, kept, again] = [
      await collect(openBatches(version, { ...shuffled, workers: 1 })),
      await collect(openBatches(version, { ...shuffled, workers: 2 })),
      await collect(openBatches(version, { ...shuffled, pool })),
      await collect(openBatches(version, { ...shuffled, pool })),
    ];
    await pool.close();
    expect(two).toEqual(one);
    expect(kept).toEqual(one);
    expect(again).toEqual(one);
  });

  it('differ by epoch and by seed', async () => {
    const { version } = await pictures(12);
    const order = async (seed: number, epoch: number) =>
      (await collect(openBatches(version, { ...shuffled, shuffle: { seed, epoch } }))).map(({ indices }) => [
        ...indices,
      ]);
    const first = await order(1, 1);
    expect(await order(1, 1)).toEqual(first);
    expect(await order(1, 2)).not.toEqual(first);
    expect(await order(2, 1)).not.toEqual(first);
  });

  it('resume exactly at any batch', async () => {
    const { version } = await pictures(16);
    const whole = await collect(openBatches(version, shuffled));
    for (const startBatch of [1, 2, whole.length])
      expect(await collect(openBatches(version, { ...shuffled, startBatch }))).toEqual(
        whole.slice(startBatch),
      );
  });

  it('do not look at the files again once their pixels are kept', async () => {
    const { version, folder } = await pictures(12);
    const pool = openPicturePool({ workers: 1 });
    const before = await collect(openBatches(version, { ...plain, pool }));
    await rm(folder, { recursive: true });
    expect(await collect(openBatches(version, { ...plain, pool }))).toEqual(before);
    await pool.close();
  });

  it('come from files again where memory is too small for all', async () => {
    const { version } = await pictures(12);
    const pool = openPicturePool({ workers: 1, cacheBytes: 4000 });
    const first = await collect(openBatches(version, { ...plain, pool }));
    expect(await collect(openBatches(version, { ...plain, pool }))).toEqual(first);
    await pool.close();
  });

  it('name the file that became unreadable', async () => {
    const { version } = await pictures(12);
    const victim = version.examples.find(({ split }) => split === 'train')!.source.path;
    await writeFile(victim, 'no picture any more');
    await expect(collect(openBatches(version, plain))).rejects.toMatchObject({
      code: 'data.changed-file',
      params: { path: victim },
    });
  });

  it('stop when aborted, and leave no thread behind', async () => {
    const { version } = await pictures(16);
    const controller = new AbortController();
    const source = openBatches(version, { ...shuffled, signal: controller.signal, lookAheadBytes: 1 });
    const run = async () => {
      for await (const _batch of source) controller.abort(new Error('enough'));
    };
    await expect(run()).rejects.toThrow('enough');
  });

  it('let go of every batch the consumer has let go of', async () => {
    const { version } = await pictures(24);
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const references: WeakRef<Batch>[] = [];
    const alive: number[] = [];
    const signal = new AbortController().signal;
    for await (const batch of openBatches(version, { ...plain, batchSize: 1, signal })) {
      references.push(new WeakRef(batch));
      await new Promise((resolve) => setTimeout(resolve, 1));
      collectGarbage();
      alive.push(references.filter((reference) => reference.deref() !== undefined).length);
    }
    expect(alive.length).toBeGreaterThan(15);
    expect(Math.max(...alive)).toBeLessThanOrEqual(3);
  });

  it('end cleanly when the consumer leaves early', async () => {
    const { version } = await pictures(16);
    for await (const batch of openBatches(version, shuffled)) {
      expect(batch.indices).toHaveLength(4);
      break;
    }
  });

  it('refuse augmentation without a seed to draw it from', async () => {
    const { version } = await pictures(12);
    expect(() => openBatches(version, { ...shuffled, shuffle: false })).toThrow(
      /augmentation without shuffle/,
    );
  });
});

describe('text batches', () => {
  const words = ['hello', 'world', 'the card', 'not', 'to pay', 'play'];
  const vocabulary = fileURLToPath(new URL('./fixtures/vocab.txt', import.meta.url));
  const texts = async (count: number) => {
    const rows = Array.from({ length: count }, (_, row) => {
      const text = Array.from(
        { length: 1 + ((row * 7) % 30) },
        (_, at) => words[(row + at) % words.length],
      ).join(' ');
      return `${text} ${row},${row % 2 === 0 ? 'even' : 'odd'}`;
    });
    const folder = await temporaryFolder({ 'texts.csv': ['text,label', ...rows].join('\n') });
    const data = dataOptionsSchema.parse({ path: join(folder, 'texts.csv'), testFraction: 0 });
    return openDataset({ kind: 'text', data, seed: 1 });
  };
  const options = async (maxTokens = 40) =>
    ({
      split: 'train',
      batchSize: 8,
      shuffle: { seed: 3, epoch: 1 },
      tokenizer: await openTokenizer(vocabulary),
      maxTokens,
    }) as const;

  it('cover the split once in a bounded set of shapes of constant batch size', async () => {
    const version = await texts(100);
    const source = openBatches(version, await options());
    const batches = await collect(source);
    expect(batches).toHaveLength(source.size);
    const train = version.examples.filter(({ split }) => split === 'train').length;
    expect(source.size).toBe(Math.ceil(train / 8));
    expect(new Set(batches.flatMap(({ indices }) => [...indices]).filter((index) => index >= 0)).size).toBe(
      train,
    );
    for (const { inputs } of batches) {
      expect([8, 16, 24, 32, 40]).toContain(inputs.inputIds!.shape[1]);
      expect(inputs.inputIds!.shape[0]).toBe(8);
    }
    expect(new Set(batches.map(({ inputs }) => inputs.inputIds!.shape[1])).size).toBeGreaterThan(2);
  });

  it('hold the ids, a mask of what is text, and zeros beyond', async () => {
    const version = await texts(40);
    const given = await options();
    for (const { inputs, indices, labels } of await collect(openBatches(version, given))) {
      const tokens = inputs.inputIds!.shape[1]!;
      for (const [row, index] of indices.entries()) {
        if (index < 0) continue;
        const wanted = given.tokenizer.encode(version.examples[index]!.text!, 40).inputIds;
        const ids = [...inputs.inputIds!.data.subarray(row * tokens, (row + 1) * tokens)];
        const mask = [...inputs.attentionMask!.data.subarray(row * tokens, (row + 1) * tokens)];
        expect(ids).toEqual([...wanted, ...new Array(tokens - wanted.length).fill(0)]);
        expect(mask).toEqual(ids.map((_, at) => (at < wanted.length ? 1 : 0)));
        expect(labels[row]).toBe(version.examples[index]!.label);
      }
    }
  });

  it('resume exactly at any batch and differ by epoch', async () => {
    const version = await texts(60);
    const given = await options();
    const whole = await collect(openBatches(version, given));
    expect(await collect(openBatches(version, { ...given, startBatch: 3 }))).toEqual(whole.slice(3));
    const other = await collect(openBatches(version, { ...given, shuffle: { seed: 3, epoch: 2 } }));
    expect(other).not.toEqual(whole);
  });
});

describe('inputs for prediction', () => {
  it('equal the rows of an evaluation batch', async () => {
    const { version } = await pictures(12);
    const [batch] = await collect(openBatches(version, plain));
    const files = [...batch!.indices].map((index) => version.examples[index]!.source.path);
    expect((await pictureInputs(files, input)).x).toEqual(batch!.inputs.x);
  });

  it('name a file that is no picture', async () => {
    const folder = await temporaryFolder({ 'a.jpg': 'no picture' });
    await expect(pictureInputs([join(folder, 'a.jpg')], input)).rejects.toMatchObject({
      code: 'data.picture-unreadable',
    });
  });

  it('encode texts in one of the shapes of training', async () => {
    const tokenizer = await openTokenizer(fileURLToPath(new URL('./fixtures/vocab.txt', import.meta.url)));
    const { inputIds } = encodeTexts(['hello', 'hello world the card is not to pay'], tokenizer, 128);
    expect(inputIds.shape).toEqual([2, 16]);
    expect(
      readFileSync(new URL('./fixtures/vocab.txt', import.meta.url), 'utf8').split('\n')[inputIds.data[1]!],
    ).toBe('hello');
  });
});
