import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodePicture, type PictureSize } from '../../src-main/data/decode-picture.ts';

interface Expected {
  readonly width: number;
  readonly height: number;
  readonly tolerance: number;
  /** base64 of uint8[height, width, 3] */
  readonly rgb: string;
}

const fixtures = new URL('./fixtures/', import.meta.url);
const expected: Record<string, Expected> = JSON.parse(
  readFileSync(new URL('pictures.json', fixtures), 'utf8'),
);

async function decode(name: string, size: PictureSize) {
  return decodePicture(readFileSync(new URL(`pictures/${name}`, fixtures)), size);
}

function differences(data: Uint8Array, { rgb }: Expected): number[] {
  const wanted = Buffer.from(rgb, 'base64');
  expect(data.length).toBe(wanted.length);
  return Array.from(data, (value, at) => Math.abs(value - wanted[at]!));
}

describe('decoding a picture at its own size gives the pixels Pillow reads', () => {
  const names = Object.keys(expected).filter((name) => !name.includes(' '));
  it.each(names)('%s', async (name) => {
    const { width, height, tolerance } = expected[name]!;
    const picture = await decode(name, { width, height, resize: 'squash' });
    expect([picture.width, picture.height]).toEqual([width, height]);
    expect([picture.facts.width, picture.facts.height]).toEqual([width, height]);
    expect(Math.max(...differences(picture.data, expected[name]!))).toBeLessThanOrEqual(tolerance);
  });
});

it('only a picture that lay is told to have been turned', async () => {
  const size = { width: 8, height: 8, resize: 'squash' } as const;
  expect((await decode('exif-6.jpg', size)).turned).toBe(true);
  expect((await decode('exif-1.jpg', size)).turned).toBe(false);
  expect((await decode('photo.png', size)).turned).toBe(false);
});

describe('resizing', () => {
  it.each(['squash', 'crop', 'pad'] as const)(
    "%s stays close to Pillow's antialiased bilinear filter",
    async (resize) => {
      const picture = await decode('photo.png', { width: 40, height: 40, resize });
      const off = differences(picture.data, expected[`photo.png ${resize}`]!);
      expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan(1.5);
    },
  );

  it('outside keeps the aspect ratio, up to 2:1', async () => {
    const photo = await decode('photo.png', { width: 40, height: 40, resize: 'outside' });
    expect([photo.width, photo.height]).toEqual([60, 40]);
    const strip = await decode('cmyk.jpg', { width: 8, height: 8, resize: 'outside' });
    expect([strip.width, strip.height]).toEqual([16, 8]);
  });
});

describe('CMYK', () => {
  it.each(['cmyk.jpg', 'cmyk.tiff'])(
    '%s becomes sRGB: paper white, cyan and magenta of the right hue, black dark',
    async (name) => {
      const { data } = await decode(name, { width: 64, height: 16, resize: 'squash' });
      const patch = (number: number) =>
        Array.from(data.subarray((8 * 64 + number * 16 + 8) * 3).subarray(0, 3));
      const [paper, cyan, magenta, black] = [0, 1, 2, 3].map(patch);
      expect(Math.min(...paper!)).toBeGreaterThan(248);
      expect(cyan![0]).toBeLessThan(90);
      expect(Math.min(cyan![1]!, cyan![2]!)).toBeGreaterThan(130);
      expect(magenta![1]).toBeLessThan(90);
      expect(Math.min(magenta![0]!, magenta![2]!)).toBeGreaterThan(110);
      expect(Math.max(...black!)).toBeLessThan(70);
    },
  );
});

describe('what cannot be read', () => {
  it('floating-point samples are refused by name', async () => {
    await expect(decode('float.tiff', { width: 16, height: 16, resize: 'squash' })).rejects.toMatchObject({
      problem: { code: 'unsupported-depth', params: { depth: 'float' } },
      message: expect.stringContaining('float'),
    });
  });
});
