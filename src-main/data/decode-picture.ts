// Bytes of a picture file -> 8-bit RGB pixels at a wanted size. One policy for everything a file may be:
// EXIF orientation is applied; grey becomes three channels; 16 bits are scaled to 8; transparency is laid on
// white; palettes are expanded; CMYK is converted to sRGB through its profile (other colour profiles are
// ignored, as torchvision and Pillow do, because that is what pretrained networks saw); of an animation the
// first frame counts. Size limits guard against decompression bombs.
import sharp from 'sharp';
import { type PictureFormat, pictureFormat } from './picture-format.ts';
import { dataProblem, type Problem } from './problems.ts';

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

/** Why a picture cannot be used. */
export class PictureFault extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, cause?: unknown) {
    super(problem.message, { cause });
    this.problem = problem;
  }
}

/** What it means that a picture file could not be read or decoded. */
export function pictureProblem(cause: unknown): Problem {
  if (cause instanceof PictureFault) return cause.problem;
  return dataProblem('unreadable', { reason: cause instanceof Error ? cause.message : String(cause) });
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
    return new PictureFault(dataProblem('too-many-pixels', { limit: maxPixels }), cause);
  return new PictureFault(dataProblem('damaged-picture', { reason: text.slice(0, 300) }), cause);
}

function checkFormat(bytes: Uint8Array): PictureFormat {
  if (bytes.length === 0) throw new PictureFault(dataProblem('empty-file', {}));
  const { format, other } = pictureFormat(bytes);
  if (format !== undefined) return format;
  if (other === undefined) throw new PictureFault(dataProblem('not-a-picture', {}));
  throw new PictureFault(dataProblem('unsupported-format', { format: other }));
}

async function open(bytes: Uint8Array) {
  const format = checkFormat(bytes);
  const options = { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true } as const;
  const metadata = await sharp(bytes, options).metadata();
  const { width, height } = metadata.autoOrient;
  if (!readableDepths.has(metadata.depth))
    throw new PictureFault(dataProblem('unsupported-depth', { depth: metadata.depth }));
  const image = sharp(bytes, { ...options, ignoreIcc: metadata.space !== 'cmyk' }).autoOrient();
  const flat = metadata.hasAlpha ? image.flatten({ background: '#ffffff' }) : image;
  const turned = (metadata.orientation ?? 1) > 1;
  return { facts: { format, width, height }, turned, image: flat.toColourspace('srgb') };
}

function shapeFor({ width, height }: PictureFacts, size: PictureSize) {
  const longer = Math.max(width, height) > 2 * Math.min(width, height);
  if (size.resize !== 'outside' || !longer)
    return { width: size.width, height: size.height, fit: fits[size.resize] };
  const wide = width > height;
  return { width: size.width * (wide ? 2 : 1), height: size.height * (wide ? 1 : 2), fit: fits.crop };
}

export interface DecodedPicture extends Pixels {
  readonly facts: PictureFacts;
  /** Its EXIF orientation said that it lies or is mirrored; the pixels are upright. */
  readonly turned: boolean;
}

/** Decodes the picture in `bytes`. Throws `PictureFault`. Resampling: bilinear with antialiasing. */
export async function decodePicture(bytes: Uint8Array, size: PictureSize): Promise<DecodedPicture> {
  try {
    const { facts, turned, image } = await open(bytes);
    const { data, info } = await image
      .resize({ ...shapeFor(facts, size), kernel: 'linear', background: '#000000' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3)
      throw new PictureFault(dataProblem('damaged-picture', { reason: `${info.channels} channels` }));
    return { data, width: info.width, height: info.height, facts, turned };
  } catch (cause) {
    throw cause instanceof PictureFault ? cause : fault(cause);
  }
}
