import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataOptionsSchema } from '../../src-main/data/data-options.ts';
import { decodePicture, examinePicture } from '../../src-main/data/decode-picture.ts';
import { inspectDataset } from '../../src-main/data/inspect-dataset.ts';
import { openDataset } from '../../src-main/data/open-dataset.ts';
import { isDim, sampleRange, whiteLevelFor } from '../../src-main/data/sample-range.ts';
import { sampleNotices } from '../../src-main/training/sample-notices.ts';
import { greyTiff, writeDeepPictures } from '../training/deep-pictures.ts';

const size = { width: 4, height: 4, resize: 'squash' } as const;

/** A 4 x 4 picture of one value a channel. */
async function picture(values: readonly number[], format: 'png' | 'tiff', deep = true): Promise<Buffer> {
  const all = Array.from({ length: 16 }, () => values).flat();
  if (format === 'tiff') return greyTiff(Uint16Array.from(all), 4, values.length === 1 ? 1 : 3);
  const data = deep ? Uint16Array.from(all) : Uint8Array.from(all);
  // sharp's types know the numbers of channels one by one; 1 to 4 are given.
  const raw = { width: 4, height: 4, channels: values.length as 1 };
  const image = sharp(data, { raw });
  const space = values.length < 3 ? 'grey16' : 'rgb16';
  return (deep ? image.toColourspace(space) : image).png().toBuffer();
}

async function firstPixel(bytes: Buffer, whiteLevel?: number): Promise<number[]> {
  const { data } = await decodePicture(bytes, { ...size, whiteLevel });
  return [...data.subarray(0, 3)];
}

describe('the white level', () => {
  it.each(['png', 'tiff'] as const)('makes 12 bits in a 16-bit %s as bright as they are', async (format) => {
    const grey = await picture([2048], format);
    expect(await firstPixel(grey)).toEqual([8, 8, 8]);
    expect(await firstPixel(grey, 4095)).toEqual([128, 128, 128]);
    const colours = await picture([4095, 1024, 0], format);
    expect(await firstPixel(colours)).toEqual([15, 4, 0]);
    const [red, green, blue] = await firstPixel(colours, 4095);
    expect([red, blue]).toEqual([255, 0]);
    expect(Math.abs(green! - 64)).toBeLessThanOrEqual(1);
  });

  it('cuts off what is brighter instead of beginning anew at black', async () => {
    expect(await firstPixel(await picture([5000], 'png'), 4095)).toEqual([255, 255, 255]);
  });

  it('leaves pictures of 8 bits as they are', async () => {
    expect(await firstPixel(await picture([100], 'png', false), 4095)).toEqual([100, 100, 100]);
  });

  it('stretches what is transparent before white is laid under it', async () => {
    const half = await picture([2048, 2048, 2048, 32768], 'png');
    const [value] = await firstPixel(half, 4095);
    // Half of 128, half of 255.
    expect(Math.abs(value! - 191)).toBeLessThanOrEqual(2);
  });

  it('is the largest value of as many bits', () => {
    expect([0, 1, 200, 255, 256, 1023, 1024, 3900, 4095, 4096, 16383].map(whiteLevelFor)).toEqual([
      1, 1, 255, 255, 511, 1023, 2047, 4095, 4095, 8191, 16383,
    ]);
  });
});

describe('the range of pictures', () => {
  it('is measured over every pixel of 16 bits, alpha aside, and of no others', async () => {
    expect(await examinePicture(await picture([3900], 'png'))).toMatchObject({ peak: 3900 });
    expect(await examinePicture(await picture([10, 3900, 20, 65535], 'png'))).toMatchObject({ peak: 3900 });
    expect(await examinePicture(await picture([200], 'png', false))).not.toHaveProperty('peak');
  });

  it('tells 10, 12 and 14 bits from 16', () => {
    expect([1023, 4095, 16383, 16384, 40_000, 65_535].map((peak) => isDim(peak))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    const facts = { format: 'png', width: 1, height: 1 } as const;
    expect(sampleRange([facts, { ...facts, peak: 9 }, { ...facts, peak: 60_000 }])).toEqual({
      pictures: 2,
      dim: 1,
      peak: 60_000,
      dimPeak: 9,
    });
    expect(sampleRange([facts])).toBeUndefined();
  });
});

describe('a data set of 12 bits', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'finesse-deep-'));
    await writeDeepPictures(folder, 10, 'tiff');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const options = () => ({
    kind: 'image' as const,
    data: dataOptionsSchema.parse({ path: folder }),
    seed: 1,
  });

  it('uses every picture and warns of each; its range stands in the version', async () => {
    const version = await openDataset(options());
    expect(version.examples).toHaveLength(20);
    expect(version.problems).toHaveLength(20);
    expect(version.problems[0]).toMatchObject({ code: 'dim-picture', params: { peak: 4095 }, warning: true });
    expect(version.sampleRange).toEqual({ pictures: 20, dim: 20, peak: 4095, dimPeak: 4095 });
    expect((await inspectDataset(options())).sampleRange?.whiteLevel).toBe(4095);
  });

  it('is warned of in training, where the recipe does not say what is white or says too much or too little', async () => {
    const version = await openDataset(options());
    const codes = (whiteLevel?: number) => sampleNotices(version, whiteLevel).map(({ code }) => code);
    expect(codes()).toEqual(['training.nearlyBlack']);
    expect(codes(65_535)).toEqual(['training.nearlyBlack']);
    expect(codes(4095)).toEqual([]);
    expect(codes(1023)).toEqual(['training.clipped']);
    const { sampleRange: _, ...eightBits } = version;
    expect(sampleNotices(eightBits, 4095).map(({ code }) => code)).toEqual(['training.whiteLevelUnused']);
    const mixed = { ...version, sampleRange: { pictures: 20, dim: 3, peak: 60_000, dimPeak: 4000 } };
    expect(sampleNotices(mixed, undefined)[0]!.message).toContain('in the others up to 60000');
  });
});
