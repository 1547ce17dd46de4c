// One batch of pictures, made in a worker: decode or take from the cache, augment, normalise.
import { drawAugmentation } from './augmentation.ts';
import { changeColour } from './colour-change.ts';
import type { AugmentationOptions } from './data-options.ts';
import { decodePicture, type PictureSize, type Pixels } from './decode-picture.ts';
import { pictureProblem } from './picture-fault.ts';
import { cachedPixels, keepPixels, type PixelCacheMemory } from './pixel-cache.ts';
import type { Problem } from './problems.ts';
import { openRandom } from './random.ts';
import { readData } from './read-within.ts';
import { type Planes, planesOf, samplePicture } from './sample-picture.ts';

/** How pixels become the network's input: (pixel / 255 - mean) / std per channel, RGB, at height x width. */
export interface PictureInput {
  readonly height: number;
  readonly width: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly resize: 'crop' | 'squash' | 'pad';
  /** See `PictureSize`. */
  readonly whiteLevel?: number | undefined;
}

export interface PictureBatchJob {
  readonly kind: 'batch';
  /** One for each row; `index` is the position in the dataset version. */
  readonly rows: readonly { readonly path: string; readonly index: number }[];
  /** Rows of the result; those beyond `rows` repeat the last one. */
  readonly batchSize: number;
  readonly input: PictureInput;
  /** With the seed and the epoch each example's draw is made from. */
  readonly augmentation:
    | false
    | { readonly options: AugmentationOptions; readonly seed: number; readonly epoch: number };
  readonly cache?: PixelCacheMemory;
  /** Refuses damaged files that could be read in part; training, whose files were checked before, does not. */
  readonly strict?: boolean;
}

/** Random crops look at a copy this much larger than the input, so that they seldom have to enlarge. */
const cropMargin = 1.15;

/** The size pictures are decoded to for an input: its own, or a little larger where crops are drawn. */
export function decodingSize(input: PictureInput, augmentation: false | AugmentationOptions): PictureSize {
  if (augmentation === false || augmentation.minCropArea === 1) return input;
  const [width, height] = [Math.round(input.width * cropMargin), Math.round(input.height * cropMargin)];
  const resize = input.resize === 'crop' ? 'outside' : input.resize;
  return { width, height, resize, whiteLevel: input.whiteLevel };
}

/** A picture of a batch that cannot be used any more. */
export class FileFault extends Error {
  readonly path: string;
  readonly problem: Problem;
  constructor(path: string, cause: unknown) {
    const problem = pictureProblem(cause);
    super(problem.message, { cause });
    this.path = path;
    this.problem = problem;
  }
}

async function decode(path: string, size: PictureSize, strict: boolean | undefined): Promise<Pixels> {
  try {
    return await decodePicture(await readData(path), size, { strict });
  } catch (cause) {
    throw new FileFault(path, cause);
  }
}

async function pixelsOf(job: PictureBatchJob, row: PictureBatchJob['rows'][number]): Promise<Pixels> {
  const kept = job.cache && cachedPixels(job.cache, row.index);
  if (kept !== undefined) return kept;
  const pixels = await decode(
    row.path,
    decodingSize(job.input, job.augmentation === false ? false : job.augmentation.options),
    job.strict,
  );
  if (job.cache !== undefined) keepPixels(job.cache, row.index, pixels);
  return pixels;
}

interface Rescaling {
  readonly from: number;
  readonly to: number;
  readonly factor: number;
  readonly offset: number;
}

/** `out = plane * factor + offset`, one row; called often, so that V8 optimises it for good. */
function rescaleRow(planes: Float32Array, out: Float32Array, { from, to, factor, offset }: Rescaling): void {
  for (let at = from; at < to; at++) out[at] = planes[at]! * factor + offset;
}

/** Planes 0 ... 255 -> network input at `out`. */
function normalise({ data, width, height }: Planes, { mean, std }: PictureInput, out: Float32Array): void {
  for (let row = 0; row < 3 * height; row++) {
    const channel = Math.floor(row / height);
    const factor = 1 / (255 * std[channel]!);
    const offset = -mean[channel]! / std[channel]!;
    rescaleRow(data, out, { from: row * width, to: (row + 1) * width, factor, offset });
  }
}

function drawInto(planes: Planes, pixels: Pixels, job: PictureBatchJob, index: number): void {
  if (job.augmentation === false) {
    planesOf(pixels, planes);
    return;
  }
  const { options, seed, epoch } = job.augmentation;
  const random = openRandom(seed, epoch, index);
  const { geometry, colour } = drawAugmentation(pixels, planes, { augmentation: options, random });
  samplePicture(pixels, geometry, planes);
  changeColour(planes, colour);
}

/** float32[batchSize, 3, height, width]. Throws `FileFault` where a file cannot be read any more. */
export async function makePictureBatch(job: PictureBatchJob): Promise<Float32Array> {
  const { width, height } = job.input;
  const rowSize = 3 * width * height;
  const planes = { data: new Float32Array(rowSize), width, height };
  const batch = new Float32Array(job.batchSize * rowSize);
  for (const [position, row] of job.rows.entries()) {
    drawInto(planes, await pixelsOf(job, row), job, row.index);
    normalise(planes, job.input, batch.subarray(position * rowSize, (position + 1) * rowSize));
  }
  const last = (job.rows.length - 1) * rowSize;
  for (let position = job.rows.length; position < job.batchSize; position++)
    batch.copyWithin(position * rowSize, last, last + rowSize);
  return batch;
}
