// A few small pictures inside a message, as `data:` addresses.
import sharp from 'sharp';

interface RawPicture {
  /** uint8[height, width, 3] */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Lossless where it is small; at most `side` pixels on the longer side. */
export async function inlinePicture({ data, width, height }: RawPicture, side = 224): Promise<string> {
  const picture = sharp(data, { raw: { width, height, channels: 3 } }).resize({
    width: side,
    height: side,
    fit: 'inside',
    withoutEnlargement: true,
  });
  const lossless = Math.min(side, Math.max(width, height)) <= 128;
  const bytes = await (lossless
    ? picture.png({ compressionLevel: 3 })
    : picture.webp({ quality: 88 })
  ).toBuffer();
  return `data:image/${lossless ? 'png' : 'webp'};base64,${bytes.toString('base64')}`;
}

/** One picture of a batch as the network gets it, float32[3, height, width], turned back into pixels. */
export function pixelsOfInput(
  values: Float32Array,
  size: { readonly width: number; readonly height: number },
  { mean, std }: { readonly mean: readonly number[]; readonly std: readonly number[] },
): RawPicture {
  const area = size.width * size.height;
  const data = new Uint8Array(area * 3);
  for (let at = 0; at < area; at++)
    for (let channel = 0; channel < 3; channel++) {
      const value = (values[channel * area + at]! * std[channel]! + mean[channel]!) * 255;
      data[at * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)));
    }
  return { data, ...size };
}
