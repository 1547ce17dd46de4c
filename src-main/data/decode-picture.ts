// Bytes of a picture file -> 8-bit RGB pixels at a wanted size. One policy for everything a file may be:
// EXIF orientation is applied; grey becomes three channels; 16 bits are scaled to 8, from 0 to the white level;
// transparency is laid on white; palettes are expanded; CMYK is converted to sRGB through its profile (other colour profiles are
// ignored, as torchvision and Pillow do, because that is what pretrained networks saw); of an animation the
// first frame counts. Size limits guard against decompression bombs. A damaged file whose decoder goes on beyond the
// damage is read, as in versions that earlier runs were trained on; read strictly it is refused.
import sharp, { type Metadata, type Sharp } from 'sharp';
import { decodingFault, maxPixels, PictureFault } from './picture-fault.ts';
import { type PictureFormat, pictureFormat } from './picture-format.ts';
import { dataProblem } from './problems.ts';
import { fullScale } from './sample-range.ts';

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
  /** The value of 16-bit pictures that becomes white, what is above too; 65,535 when absent. 8 bits stay as they are. */
  readonly whiteLevel?: number | undefined;
}

export interface PictureFacts {
  readonly format: PictureFormat;
  /** After EXIF orientation, pixels. */
  readonly width: number;
  readonly height: number;
  /** 16-bit pictures, where it was measured (`examinePicture`): the largest value, alpha aside, 0 to 65,535. */
  readonly peak?: number | undefined;
}

const readableDepths: ReadonlySet<string> = new Set(['uchar', 'ushort']);
const fits = { crop: 'cover', squash: 'fill', pad: 'contain', outside: 'outside' } as const;

// One thread for each picture: the workers are the parallelism. No cache: every file is read once.
sharp.concurrency(1);
sharp.cache(false);

function checkFormat(bytes: Uint8Array): PictureFormat {
  if (bytes.length === 0) throw new PictureFault(dataProblem('empty-file', {}));
  const { format, other } = pictureFormat(bytes);
  if (format !== undefined) return format;
  if (other === undefined) throw new PictureFault(dataProblem('not-a-picture', {}));
  throw new PictureFault(dataProblem('unsupported-format', { format: other }));
}

interface ReadOptions {
  readonly limitInputPixels: number;
  readonly failOn: 'error' | 'warning';
  readonly sequentialRead: boolean;
}
const readOptions: ReadOptions = { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true };

/** Fields of a header that some cameras (Samsung's) fill in otherwise and no decoder uses: every pixel is there. */
const harmless = /Invalid SOS parameters for sequential JPEG|unknown JFIF revision/;

async function open(bytes: Uint8Array, whiteLevel: number, how: ReadOptions) {
  const format = checkFormat(bytes);
  const metadata = await sharp(bytes, how).metadata();
  const { width, height } = metadata.autoOrient;
  if (!readableDepths.has(metadata.depth))
    throw new PictureFault(dataProblem('unsupported-depth', { depth: metadata.depth }));
  const upright = sharp(bytes, { ...how, ignoreIcc: metadata.space !== 'cmyk' }).autoOrient();
  const deep = metadata.depth === 'ushort';
  const image = deep && whiteLevel !== fullScale ? await stretched(upright, metadata, whiteLevel) : upright;
  const flat = metadata.hasAlpha ? image.flatten({ background: '#ffffff' }) : image;
  const turned = (metadata.orientation ?? 1) > 1;
  return { facts: { format, width, height }, deep, turned, image: flat.toColourspace('srgb') };
}

/** Values times 65,535 / whiteLevel, cut off at 65,535. */
async function stretched(image: Sharp, { hasAlpha }: Metadata, whiteLevel: number): Promise<Sharp> {
  const bright = image.linear(fullScale / whiteLevel, 0);
  if (!hasAlpha) return bright;
  // The background has to be laid under pixels that are stretched already; sharp's own order is the other one.
  const { data, info } = await deepPixels(bright);
  const { width, height, channels } = info;
  return sharp(data, { ...readOptions, raw: { width, height, channels } });
}

/** uint16[height, width, 3 or, with alpha, 4], RGB. */
async function deepPixels(image: Sharp) {
  const { data, info } = await image
    .toColourspace('rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2), info };
}

/**
 * Facts about a picture whose every pixel was decoded, strictly; of 16-bit ones also the largest value.
 * Throws `PictureFault`.
 */
export async function examinePicture(bytes: Uint8Array): Promise<PictureFacts> {
  const { facts, deep } = await decodePicture(bytes, probeSize, { strict: true });
  return deep ? { ...facts, peak: await peakOf(bytes) } : facts;
}

/** Every pixel is decoded, but reduced at once (JPEG inside the decoder), so this is cheap. */
const probeSize = { width: 8, height: 8, resize: 'squash' } as const;

async function peakOf(bytes: Uint8Array): Promise<number> {
  const { data, info } = await deepPixels(sharp(bytes, readOptions));
  let peak = 0;
  for (let pixel = 0; pixel < data.length; pixel += info.channels)
    peak = Math.max(peak, data[pixel]!, data[pixel + 1]!, data[pixel + 2]!);
  return peak;
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
  /** Its samples have 16 bits. */
  readonly deep: boolean;
}

/**
 * Decodes the picture in `bytes`; `strict` refuses one in which the decoder found damage, though it could go on.
 * Throws `PictureFault`. Resampling: bilinear with antialiasing.
 */
export async function decodePicture(
  bytes: Uint8Array,
  size: PictureSize,
  { strict = false }: { readonly strict?: boolean | undefined } = {},
): Promise<DecodedPicture> {
  try {
    return await decodeWith(bytes, size, strict ? { ...readOptions, failOn: 'warning' } : readOptions);
  } catch (cause) {
    // A decoder tells only its first warning, so of these files we learn no more than without strictness.
    if (strict && cause instanceof Error && harmless.test(cause.message)) return decodePicture(bytes, size);
    throw decodingFault(cause);
  }
}

async function decodeWith(bytes: Uint8Array, size: PictureSize, how: ReadOptions): Promise<DecodedPicture> {
  const { facts, deep, turned, image } = await open(bytes, size.whiteLevel ?? fullScale, how);
  const { data, info } = await image
    .resize({ ...shapeFor(facts, size), kernel: 'linear', background: '#000000' })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3)
    throw new PictureFault(dataProblem('damaged-picture', { reason: `${info.channels} channels` }));
  return { data, width: info.width, height: info.height, facts, deep, turned };
}
