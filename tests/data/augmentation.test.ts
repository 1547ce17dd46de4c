import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ColourChange, drawAugmentation, type Geometry } from '../../src-main/data/augmentation.ts';
import { changeColour } from '../../src-main/data/colour-change.ts';
import { augmentationSchema } from '../../src-main/data/data-options.ts';
import type { Pixels } from '../../src-main/data/decode-picture.ts';
import { openRandom } from '../../src-main/data/random.ts';
import { planesOf, samplePicture } from '../../src-main/data/sample-picture.ts';

interface Entry {
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
  readonly factor: number;
  readonly degrees: number;
  readonly top: number;
  readonly left: number;
  readonly cropHeight: number;
  readonly cropWidth: number;
}

interface Fixture {
  readonly source: Entry;
  readonly horizontalFlip: Entry;
  readonly verticalFlip: Entry;
  readonly brightness: readonly Entry[];
  readonly contrast: readonly Entry[];
  readonly saturation: readonly Entry[];
  readonly hue: readonly Entry[];
  readonly rotation: readonly Entry[];
  readonly crop: readonly Entry[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('./fixtures/augmentation.json', import.meta.url), 'utf8'),
);
const source: Pixels = { ...fixture.source, data: Buffer.from(fixture.source.rgb, 'base64') };
const whole: Geometry = {
  centreX: source.width / 2,
  centreY: source.height / 2,
  width: source.width,
  height: source.height,
  radians: 0,
};
const unchanged: ColourChange = { brightness: 1, contrast: 1, saturation: 1, hue: 0 };

function planes({ width, height }: { readonly width: number; readonly height: number }) {
  return { data: new Float32Array(3 * width * height), width, height };
}

/** Largest difference to torchvision's uint8 result, leaving out `border` pixels at each edge. */
function worst({ data, width, height }: ReturnType<typeof planes>, wanted: Entry, border = 0): number {
  const bytes = Buffer.from(wanted.rgb, 'base64');
  let largest = 0;
  for (let y = border; y < height - border; y++)
    for (let x = border; x < width - border; x++)
      for (let channel = 0; channel < 3; channel++) {
        const ours = data[channel * width * height + y * width + x]!;
        largest = Math.max(largest, Math.abs(ours - bytes[(y * width + x) * 3 + channel]!));
      }
  return largest;
}

describe('colour changes agree with torchvision within rounding', () => {
  const cases = (['brightness', 'contrast', 'saturation', 'hue'] as const).flatMap((name) =>
    fixture[name].map((entry) => [name, entry.factor, entry] as const),
  );
  it.each(cases)('%s %f', (name, factor, entry) => {
    const out = planes(source);
    planesOf(source, out);
    changeColour(out, { ...unchanged, [name]: factor });
    expect(worst(out, entry)).toBeLessThanOrEqual(2);
  });
});

describe('geometry agrees with torchvision', () => {
  const sampled = (geometry: Geometry, size: { readonly width: number; readonly height: number }) => {
    const out = planes(size);
    samplePicture(source, geometry, out);
    return out;
  };

  it('flips are exact', () => {
    expect(worst(sampled({ ...whole, width: -source.width }, source), fixture.horizontalFlip)).toBe(0);
    expect(worst(sampled({ ...whole, height: -source.height }, source), fixture.verticalFlip)).toBe(0);
  });

  it('the whole picture comes out unchanged', () => {
    expect(worst(sampled(whole, source), fixture.source)).toBe(0);
  });

  it.each(fixture.crop)('resized crop at $left, $top of $cropWidth x $cropHeight', (entry) => {
    // torchvision cuts first, so its edge pixels do not see beyond the crop; ours may.
    const geometry = {
      centreX: entry.left + entry.cropWidth / 2,
      centreY: entry.top + entry.cropHeight / 2,
      width: entry.cropWidth,
      height: entry.cropHeight,
      radians: 0,
    };
    expect(worst(sampled(geometry, entry), entry, 1)).toBeLessThanOrEqual(1);
  });

  it.each(fixture.rotation)('rotation by $degrees degrees', (entry) => {
    const radians = (entry.degrees * Math.PI) / 180;
    const out = sampled({ ...whole, radians }, entry);
    const bytes = Buffer.from(entry.rgb, 'base64');
    let compared = 0;
    for (let at = 0; at < out.width * out.height; at++) {
      const u = (at % out.width) + 0.5 - out.width / 2;
      const v = Math.floor(at / out.width) + 0.5 - out.height / 2;
      const x = source.width / 2 + Math.cos(radians) * u - Math.sin(radians) * v;
      const y = source.height / 2 + Math.sin(radians) * u + Math.cos(radians) * v;
      // Within a pixel of the border torchvision blends with black; we extend the picture by half a pixel.
      if (Math.min(x, y, source.width - x, source.height - y) < 1.5) continue;
      compared++;
      for (let channel = 0; channel < 3; channel++) {
        const ours = out.data[channel * out.width * out.height + at]!;
        expect(Math.abs(ours - bytes[at * 3 + channel]!)).toBeLessThanOrEqual(2);
      }
    }
    expect(compared).toBeGreaterThan(source.width * source.height * 0.4);
  });
});

describe('drawing an augmentation', () => {
  const size = { width: 300, height: 200 };
  const target = { width: 224, height: 224 };
  const draw = (seed: number, options = {}) =>
    drawAugmentation(size, target, {
      augmentation: augmentationSchema.parse(options),
      random: openRandom(seed),
    });

  it('depends on the random stream alone', () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('keeps crops inside the picture and within the asked share of its area', () => {
    for (let seed = 0; seed < 500; seed++) {
      const { centreX, centreY, width, height } = draw(seed, { minCropArea: 0.3 }).geometry;
      const [w, h] = [Math.abs(width), Math.abs(height)];
      expect(centreX - w / 2).toBeGreaterThanOrEqual(-1e-9);
      expect(centreX + w / 2).toBeLessThanOrEqual(300 + 1e-9);
      expect(centreY - h / 2).toBeGreaterThanOrEqual(-1e-9);
      expect(centreY + h / 2).toBeLessThanOrEqual(200 + 1e-9);
      expect((w * h) / 60_000).toBeGreaterThan(0.29);
    }
  });

  it('flips about half the pictures, and none when switched off', () => {
    const flipped = (options: object) =>
      Array.from({ length: 1000 }, (_, seed) => draw(seed, options)).filter(
        ({ geometry }) => geometry.width < 0,
      ).length;
    expect(flipped({})).toBeGreaterThan(430);
    expect(flipped({})).toBeLessThan(570);
    expect(flipped({ horizontalFlip: false })).toBe(0);
  });

  it('with everything off, takes the centre and changes no colour', () => {
    const off = { horizontalFlip: false, minCropArea: 1, brightness: 0, contrast: 0, saturation: 0 };
    const { geometry, colour } = draw(3, off);
    expect(geometry).toEqual({
      centreX: 150,
      centreY: 100,
      width: 200,
      height: 200,
      radians: expect.closeTo(0),
    });
    expect(colour).toEqual({ brightness: 1, contrast: 1, saturation: 1, hue: expect.closeTo(0) });
  });
});
