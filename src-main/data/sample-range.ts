// Of 16-bit pictures, how much of the range is used. Scanners, microscopes and detectors store 10, 12 or 14 bits in
// 16; read as 16 bits such pictures are nearly black, and a network learns nothing from them. What is white is then
// said by `preprocessing.whiteLevel`: one value for all pictures, so that brightness stays comparable.
import type { PictureFacts } from './decode-picture.ts';

/** The largest value of 16 bits. */
export const fullScale = 65535;

/** A picture whose largest value is not above this share of what is white is nearly black. */
const dimShare = 1 / 4;

export interface SampleRange {
  /** Pictures of 16 bits; those of 8 are not counted. */
  readonly pictures: number;
  /** Those of them that are nearly black when read as 16 bits. */
  readonly dim: number;
  /** Largest value of all of them, and of the nearly black ones; 0 to 65,535. */
  readonly peak: number;
  readonly dimPeak: number;
}

/** Whether a picture of that largest value is nearly black where `whiteLevel` is white. */
export function isDim(peak: number, whiteLevel: number = fullScale): boolean {
  return peak <= whiteLevel * dimShare;
}

/** The range of all pictures together; undefined where none has 16 bits. */
export function sampleRange(pictures: Iterable<PictureFacts>): SampleRange | undefined {
  const peaks = [...pictures].flatMap(({ peak }) => (peak === undefined ? [] : [peak]));
  if (peaks.length === 0) return undefined;
  const dim = peaks.filter((peak) => isDim(peak));
  return { pictures: peaks.length, dim: dim.length, peak: largest(peaks), dimPeak: largest(dim) };
}

/** What would be white for values up to `peak`: the largest value of as many bits, 4,095 for 3,900. */
export function whiteLevelFor(peak: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(peak + 1))) - 1;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
