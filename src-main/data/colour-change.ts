// Brightness, contrast, saturation and hue of a picture, in place, as torchvision.transforms.functional defines
// them on float pictures, applied in this order. The loops are cut into short calls on purpose: V8 then optimises
// each function for good, where one long loop is optimised in mid-flight and dropped again, ten times slower.
import type { ColourChange } from './augmentation.ts';
import type { Planes } from './sample-picture.ts';

/** Luma weights of ITU-R BT.601, as torchvision rounds them. */
const redWeight = 0.2989;
const greenWeight = 0.587;
const blueWeight = 0.114;

const blockLength = 1024;

/** A stretch of values or pixels, `start` up to `end`. */
interface Block {
  readonly start: number;
  readonly end: number;
}

function blocksOf(length: number): Block[] {
  return Array.from({ length: Math.ceil(length / blockLength) }, (_, block) => ({
    start: block * blockLength,
    end: Math.min(length, (block + 1) * blockLength),
  }));
}

/** `value = value * factor + offset`, clamped to 0 ... 255. */
function scale(data: Float32Array, { start, end }: Block, factor: number, offset: number): void {
  for (let at = start; at < end; at++) data[at] = Math.min(255, Math.max(0, data[at]! * factor + offset));
}

function sumLuma(data: Float32Array, { start, end }: Block, area: number): number {
  let sum = 0;
  for (let at = start; at < end; at++)
    sum += redWeight * data[at]! + greenWeight * data[at + area]! + blueWeight * data[at + 2 * area]!;
  return sum;
}

function saturate(data: Float32Array, { start, end }: Block, area: number, factor: number): void {
  for (let at = start; at < end; at++) {
    const r = data[at]!;
    const g = data[at + area]!;
    const b = data[at + 2 * area]!;
    const grey = (1 - factor) * (redWeight * r + greenWeight * g + blueWeight * b);
    data[at] = Math.min(255, Math.max(0, r * factor + grey));
    data[at + area] = Math.min(255, Math.max(0, g * factor + grey));
    data[at + 2 * area] = Math.min(255, Math.max(0, b * factor + grey));
  }
}

/** 0 ... 12 -> 0 ... 6; a remainder would be several times slower. */
function wrap(sextant: number): number {
  return sextant >= 6 ? sextant - 6 : sextant;
}

/** One channel of HSV -> RGB: `n` is 5, 3, 1 for red, green, blue; `sextant` is hue in 0 ... 6. */
function fromHsv(n: number, sextant: number, value: number, chroma: number): number {
  const k = wrap(n + sextant);
  return value - chroma * Math.max(0, Math.min(k, 4 - k, 1));
}

/** Turns the hue by `turns` of the colour circle (-0.5 ... 0.5). Source: RGB <-> HSV after Smith 1978. */
function turnHue(data: Float32Array, { start, end }: Block, area: number, turns: number): void {
  for (let at = start; at < end; at++) {
    const r = data[at]!;
    const g = data[at + area]!;
    const b = data[at + 2 * area]!;
    const value = Math.max(r, g, b);
    const chroma = value - Math.min(r, g, b);
    if (chroma === 0) continue;
    const sextant =
      value === r ? (g - b) / chroma : value === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
    const turned = wrap(wrap(sextant + turns * 6 + 6));
    data[at] = fromHsv(5, turned, value, chroma);
    data[at + area] = fromHsv(3, turned, value, chroma);
    data[at + 2 * area] = fromHsv(1, turned, value, chroma);
  }
}

/** Applies the changes to `planes`, values 0 to 255. */
export function changeColour({ data, width, height }: Planes, change: ColourChange): void {
  const area = width * height;
  const values = blocksOf(data.length);
  const pixels = blocksOf(area);
  if (change.brightness !== 1) for (const block of values) scale(data, block, change.brightness, 0);
  if (change.contrast !== 1) {
    const mean = pixels.reduce((sum, block) => sum + sumLuma(data, block, area), 0) / area;
    for (const block of values) scale(data, block, change.contrast, (1 - change.contrast) * mean);
  }
  if (change.saturation !== 1) for (const block of pixels) saturate(data, block, area, change.saturation);
  if (change.hue !== 0) for (const block of pixels) turnHue(data, block, area, change.hue);
}
