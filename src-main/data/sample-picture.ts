// Pixels -> planes of another size, through one affine map: crop, resize, flip and rotation in one pass.
import type { Geometry } from './augmentation.ts';
import type { Pixels } from './decode-picture.ts';

/** float32[3, height, width], 0 to 255. */
export interface Planes {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

function isWholePicture(
  { centreX, centreY, width, height, radians }: Geometry,
  pixels: Pixels,
  out: Planes,
): boolean {
  return (
    radians === 0 &&
    pixels.width === out.width &&
    pixels.height === out.height &&
    width === out.width &&
    height === out.height &&
    centreX * 2 === width &&
    centreY * 2 === height
  );
}

function copyRow(data: Uint8Array, out: Planes, row: number): void {
  const area = out.width * out.height;
  const end = (row + 1) * out.width;
  for (let at = row * out.width, from = at * 3; at < end; at++, from += 3) {
    out.data[at] = data[from]!;
    out.data[at + area] = data[from + 1]!;
    out.data[at + 2 * area] = data[from + 2]!;
  }
}

/** Copies pixels of the same size into planes. */
export function planesOf({ data }: Pixels, out: Planes): void {
  for (let row = 0; row < out.height; row++) copyRow(data, out, row);
}

/** One row of the output: where it starts in the source, and how far one pixel to the right leads. */
interface RowPath {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** A function of its own for each row, without inner loops: V8 keeps abandoning its optimised code of nested ones. */
function sampleRow({ data, width, height }: Pixels, path: RowPath, out: Planes): void {
  const planes = out.data;
  const green = out.width * out.height;
  const blue = 2 * green;
  const end = path.at + out.width;
  let { x, y } = path;
  for (let at = path.at; at < end; at++, x += path.stepX, y += path.stepY) {
    if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) {
      planes[at] = 0;
      planes[at + green] = 0;
      planes[at + blue] = 0;
      continue;
    }
    const left = x < 0 ? 0 : Math.floor(x);
    const top = y < 0 ? 0 : Math.floor(y);
    const a = x < 0 ? 0 : x - left;
    const b = y < 0 ? 0 : y - top;
    const nw = (top * width + left) * 3;
    const ne = left + 1 < width ? nw + 3 : nw;
    const south = top + 1 < height ? width * 3 : 0;
    const sw = nw + south;
    const se = ne + south;
    const nwShare = (1 - a) * (1 - b);
    const neShare = a * (1 - b);
    const swShare = (1 - a) * b;
    const seShare = a * b;
    planes[at] = nwShare * data[nw]! + neShare * data[ne]! + swShare * data[sw]! + seShare * data[se]!;
    planes[at + green] =
      nwShare * data[nw + 1]! + neShare * data[ne + 1]! + swShare * data[sw + 1]! + seShare * data[se + 1]!;
    planes[at + blue] =
      nwShare * data[nw + 2]! + neShare * data[ne + 2]! + swShare * data[sw + 2]! + seShare * data[se + 2]!;
  }
}

/**
 * Bilinear sampling of `pixels` into `out`; black outside the picture (its outermost half pixel is extended).
 * Pixel centres lie at halves, as in torchvision with align_corners=False.
 */
export function samplePicture(pixels: Pixels, geometry: Geometry, out: Planes): void {
  if (isWholePicture(geometry, pixels, out)) {
    planesOf(pixels, out);
    return;
  }
  const cos = Math.cos(geometry.radians);
  const sin = Math.sin(geometry.radians);
  const scaleX = geometry.width / out.width;
  const scaleY = geometry.height / out.height;
  const u = (0.5 - out.width / 2) * scaleX;
  for (let row = 0; row < out.height; row++) {
    const v = (row + 0.5 - out.height / 2) * scaleY;
    const x = geometry.centreX + cos * u - sin * v - 0.5;
    const y = geometry.centreY + sin * u + cos * v - 0.5;
    sampleRow(pixels, { at: row * out.width, x, y, stepX: cos * scaleX, stepY: sin * scaleX }, out);
  }
}
