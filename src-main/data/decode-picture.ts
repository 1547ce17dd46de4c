// Bytes of a picture file -> 8-bit RGB pixels at a wanted size. One policy for everything a file may be:
// EXIF orientation is applied; grey becomes three channels; 16 bits are scaled to 8; transparency is laid on
// white; palettes are expanded; CMYK is converted to sRGB through its profile (other colour profiles are
// ignored, as torchvision and Pillow do, because that is what pretrained networks saw); of an animation the
// first frame counts. Size limits guard against decompression bombs.
import sharp from 'sharp';
import { type PictureFormat, pictureFormat } from './picture-format.ts';

/** uint8[height, width, 3], RGB, row-major. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Target of a decoding. crop: shorter side to the target, then the centre; squash: both sides; pad: longer side,
 * black borders; outside: shorter side to the target, the rest of the longer side kept, up to 2:1.
 */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly resize: 'crop' | 'squash' | 'pad' | 'outside';
}

export interface PictureFacts {
  readonly format: PictureFormat;
  /** After EXIF orientation, pixels. */
  readonly width: number;
  readonly height: number;
}

/** Why a picture cannot be used; `code` becomes the code of the `DataProblem`. */
export class PictureFault extends Error {
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Larger than any camera's picture (134 megapixels), small enough to decode in 0.5 GB. */
const maxPixels = 2 ** 27;
const readableDepths: ReadonlySet<string> = new Set(['uchar', 'ushort']);
const fits = { crop: 'cover', squash: 'fill', pad: 'contain', outside: 'outside' } as const;

// One thread for each picture: the workers are the parallelism. No cache: every file is read once.
sharp.concurrency(1);
sharp.cache(false);

function fault(cause: unknown): PictureFault {
  const text = cause instanceof Error ? cause.message.replace(/\s+/g, ' ').trim() : String(cause);
  if (/exceeds pixel limit/i.test(text))
    return new PictureFault('too-many-pixels', `has more than ${maxPixels} pixels`, cause);
  return new PictureFault('damaged-picture', `could not be decoded: ${text.slice(0, 300)}`, cause);
}

function checkFormat(bytes: Uint8Array): PictureFormat {
  if (bytes.length === 0) throw new PictureFault('empty-file', 'the file is empty');
  const { format, other } = pictureFormat(bytes);
  if (format !== undefined) return format;
  if (other === undefined)
    throw new PictureFault('not-a-picture', 'is not a JPEG, PNG, WebP, TIFF or GIF picture');
  throw new PictureFault('unsupported-format', `is in ${other} format; convert it to PNG or JPEG`);
}

async function open(bytes: Uint8Array) {
  const format = checkFormat(bytes);
  const options = { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true } as const;
  const metadata = await sharp(bytes, options).metadata();
  const { width, height } = metadata.autoOrient;
  if (!readableDepths.has(metadata.depth))
    throw new PictureFault(
      'unsupported-depth',
      `has samples of type ${metadata.depth}; save it with 8 or 16 bits`,
    );
  const image = sharp(bytes, { ...options, ignoreIcc: metadata.space !== 'cmyk' }).autoOrient();
  const flat = metadata.hasAlpha ? image.flatten({ background: '#ffffff' }) : image;
  return { facts: { format, width, height }, image: flat.toColourspace('srgb') };
}

function shapeFor({ width, height }: PictureFacts, size: PictureSize) {
  const longer = Math.max(width, height) > 2 * Math.min(width, height);
  if (size.resize !== 'outside' || !longer)
    return { width: size.width, height: size.height, fit: fits[size.resize] };
  const wide = width > height;
  return { width: size.width * (wide ? 2 : 1), height: size.height * (wide ? 1 : 2), fit: fits.crop };
}

/** Decodes the picture in `bytes`. Throws `PictureFault`. Resampling: bilinear with antialiasing. */
export async function decodePicture(
  bytes: Uint8Array,
  size: PictureSize,
): Promise<Pixels & { facts: PictureFacts }> {
  try {
    const { facts, image } = await open(bytes);
    const { data, info } = await image
      .resize({ ...shapeFor(facts, size), kernel: 'linear', background: '#000000' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3)
      throw new PictureFault('damaged-picture', `decoded to ${info.channels} channels`);
    return { data, width: info.width, height: info.height, facts };
  } catch (cause) {
    throw cause instanceof PictureFault ? cause : fault(cause);
  }
}
