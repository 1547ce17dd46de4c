// Brightness, contrast, saturation and hue of a picture, in place, as torchvision.transforms.functional defines
// them on float pictures, applied in this order.
import type { ColourChange } from './augmentation.ts';
import type { Planes } from './sample-picture.ts';

/** Luma weights of ITU-R BT.601, as torchvision rounds them. */
const redWeight = 0.2989;
const greenWeight = 0.587;
const blueWeight = 0.114;

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}

/** `pixel = pixel * factor + offset`, clamped to 0 ... 255. */
function scale(data: Float32Array, factor: number, offset: number): void {
  for (let at = 0; at < data.length; at++) data[at] = clamp(data[at]! * factor + offset);
}

function meanLuma(data: Float32Array, area: number): number {
  let sum = 0;
  for (let at = 0; at < area; at++)
    sum += redWeight * data[at]! + greenWeight * data[at + area]! + blueWeight * data[at + 2 * area]!;
  return sum / area;
}

function saturate(data: Float32Array, area: number, factor: number): void {
  for (let at = 0; at < area; at++) {
    const r = data[at]!;
    const g = data[at + area]!;
    const b = data[at + 2 * area]!;
    const grey = (1 - factor) * (redWeight * r + greenWeight * g + blueWeight * b);
    data[at] = clamp(r * factor + grey);
    data[at + area] = clamp(g * factor + grey);
    data[at + 2 * area] = clamp(b * factor + grey);
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
function turnHue(data: Float32Array, area: number, turns: number): void {
  for (let at = 0; at < area; at++) {
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
export function changeColour(planes: Planes, { brightness, contrast, saturation, hue }: ColourChange): void {
  const area = planes.width * planes.height;
  if (brightness !== 1) scale(planes.data, brightness, 0);
  if (contrast !== 1) scale(planes.data, contrast, (1 - contrast) * meanLuma(planes.data, area));
  if (saturation !== 1) saturate(planes.data, area, saturation);
  if (hue !== 0) turnHue(planes.data, area, hue);
}
