// Whether a training fits this machine: guessed from sizes, or judged from a measurement. Pure; words stand elsewhere.
import type { KindName } from '../../../../../src-main/api/contract/facts.ts';
import type { ModelEntry } from '../../../../../src-main/api/contract/models.ts';
import type { TrainingEstimate } from '../../../../../src-main/api/contract/training.ts';

/** `comfortable`, `slow` and `verySlow` fit; `tight` may make the machine sluggish; `tooLarge` does not fit. */
export type Fit = 'comfortable' | 'slow' | 'verySlow' | 'tight' | 'tooLarge';

/** Seconds for an epoch from which on people go and do something else, and from which on they come back tomorrow. */
const slowFromSeconds = 90;
const verySlowFromSeconds = 15 * 60;
/** Share of the free memory above which the system starts to push other programs out. */
const tightFrom = 0.85;

/** Judged from a dry run. */
export function measuredFit({ memoryBytes, availableBytes, phases }: TrainingEstimate): Fit {
  if (memoryBytes > availableBytes) return 'tooLarge';
  if (memoryBytes > tightFrom * availableBytes) return 'tight';
  const slowest = slowestEpoch({ phases });
  if (slowest >= verySlowFromSeconds) return 'verySlow';
  return slowest >= slowFromSeconds ? 'slow' : 'comfortable';
}

/** Seconds of the slowest phase's epochs. */
export function slowestEpoch({ phases }: Pick<TrainingEstimate, 'phases'>): number {
  return Math.max(0, ...phases.map(({ secondsPerEpoch }) => secondsPerEpoch));
}

interface Batch {
  readonly batchSize: number;
  /** Side in pixels, or length in tokens. */
  readonly inputSize: number;
}

/** The program itself, ONNX Runtime and what it keeps. */
const baseBytes = 350e6;

type Sizes = { readonly inputSize: number; readonly parameters: number };

const bytesOf: Readonly<Record<KindName, (sizes: Sizes) => number>> = {
  image: ({ inputSize }) => inputSize ** 2 * 480,
  text: ({ inputSize, parameters }) => inputSize * 48 * Math.sqrt(parameters),
};

/**
 * Bytes that training needs, roughly: weights, gradients and the two moments of Adam at 4 bytes each, and what the
 * layers keep for the way back. The latter from rules of thumb of the families we have measured: about 480 bytes a
 * pixel of a picture; for texts 48 bytes a token times the square root of the parameters (which goes with the width).
 */
export function guessedBytes(
  { parameters, input }: Pick<ModelEntry, 'parameters' | 'input'>,
  { batchSize, inputSize }: Batch,
): number {
  const perExample = bytesOf[input.kind]({ inputSize, parameters });
  return baseBytes + parameters * 16 + batchSize * perExample;
}

/** From sizes alone, so there is no word about time. */
export function guessedFit(neededBytes: number, memoryBytes: number): 'comfortable' | 'tight' | 'tooLarge' {
  if (neededBytes > 0.9 * memoryBytes) return 'tooLarge';
  return neededBytes > 0.5 * memoryBytes ? 'tight' : 'comfortable';
}
