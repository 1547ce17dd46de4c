// Why a picture file cannot be used, as its decoder says it.
import { FinesseError } from '../errors.ts';
import { dataProblem, type Problem } from './problems.ts';

/** Larger than any camera's picture (134 megapixels), small enough to decode in 0.5 GB. */
export const maxPixels = 2 ** 27;

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
  if (cause instanceof FinesseError && cause.code === 'data.outside-folders')
    return dataProblem('leads-outside', {});
  return dataProblem('unreadable', { reason: cause instanceof Error ? cause.message : String(cause) });
}

/** What a decoder threw. */
export function decodingFault(cause: unknown): PictureFault {
  if (cause instanceof PictureFault) return cause;
  const text = cause instanceof Error ? cause.message.replace(/\s+/g, ' ').trim() : String(cause);
  if (/exceeds pixel limit/i.test(text))
    return new PictureFault(dataProblem('too-many-pixels', { limit: maxPixels }), cause);
  return new PictureFault(dataProblem('damaged-picture', { reason: text.slice(0, 300) }), cause);
}
