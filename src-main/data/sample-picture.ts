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

/** Copies pixels of the same size into planes. */
export function planesOf({ data }: Pixels, out: Planes): void {
  const area = out.width * out.height;
  for (let at = 0, from = 0; at < area; at++, from += 3) {
    out.data[at] = data[from]!;
    out.data[at + area] = data[from + 1]!;
    out.data[at + 2 * area] = data[from + 2]!;
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
  const { data, width, height } = pixels;
  const area = out.width * out.height;
  const cos = Math.cos(geometry.radians);
  const sin = Math.sin(geometry.radians);
  const stepX = geometry.width / out.width;
  const stepY = geometry.height / out.height;
  for (let row = 0, at = 0; row < out.height; row++) {
    const v = (row + 0.5 - out.height / 2) * stepY;
    for (let column = 0; column < out.width; column++, at++) {
      const u = (column + 0.5 - out.width / 2) * stepX;
      const x = geometry.centreX + cos * u - sin * v - 0.5;
      const y = geometry.centreY + sin * u + cos * v - 0.5;
      if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) {
        out.data[at] = out.data[at + area] = out.data[at + 2 * area] = 0;
        continue;
      }
      const left = Math.min(Math.max(Math.floor(x), 0), width - 1);
      const top = Math.min(Math.max(Math.floor(y), 0), height - 1);
      const a = Math.min(Math.max(x - left, 0), 1);
      const b = Math.min(Math.max(y - top, 0), 1);
      const northWest = (top * width + left) * 3;
      const east = left + 1 < width ? 3 : 0;
      const south = top + 1 < height ? width * 3 : 0;
      const nw = (1 - a) * (1 - b);
      const ne = a * (1 - b);
      const sw = (1 - a) * b;
      const se = a * b;
      for (let channel = 0; channel < 3; channel++) {
        const from = northWest + channel;
        out.data[at + channel * area] =
          nw * data[from]! +
          ne * data[from + east]! +
          sw * data[from + south]! +
          se * data[from + south + east]!;
      }
    }
  }
}
