// How far probabilities can be believed: reliability bins, expected calibration error, log loss, Brier score.
import type { Predictions } from './predictions.ts';

/** Examples whose confidence (probability of the predicted class) lies in (low, high]. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean confidence and share of correct predictions; null in an empty bin. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** Equal-width bins over 0 to 1. 15, as in Guo et al. 2017, so that figures compare with published ones. */
export const calibrationBinCount = 15;

/** The rows of a reliability diagram, in order of confidence. */
export function calibrationBins(predictions: Predictions, bins = calibrationBinCount): CalibrationBin[] {
  const count = new Float64Array(bins);
  const confidence = new Float64Array(bins);
  const correct = new Float64Array(bins);
  for (let i = 0; i < predictions.examples; i++) {
    const guess = predictions.predicted[i]!;
    const probability = predictions.probabilities[i * predictions.classes + guess]!;
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(probability * bins) - 1));
    count[bin]! += 1;
    confidence[bin]! += probability;
    if (guess === predictions.labels[i]) correct[bin]! += 1;
  }
  return Array.from(count, (n, bin) => ({
    low: bin / bins,
    high: (bin + 1) / bins,
    count: n,
    confidence: n === 0 ? null : confidence[bin]! / n,
    accuracy: n === 0 ? null : correct[bin]! / n,
  }));
}

/**
 * Expected calibration error, 0 (perfect) to 1: mean of |accuracy - confidence| over the bins, weighted by their
 * counts. Source: Naeini et al. 2015; Guo et al. 2017, equation 3.
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  let [gap, examples] = [0, 0];
  for (const { count, confidence, accuracy } of bins) {
    if (confidence === null || accuracy === null) continue;
    gap += count * Math.abs(accuracy - confidence);
    examples += count;
  }
  return gap / examples;
}

/** Smallest step of a float32 at 1: a probability cannot be told from 0 or 1 below it. */
const float32Epsilon = 2 ** -23;

/** Mean negative log likelihood of the true class in nats. */
export function logLoss(predictions: Predictions): number {
  let sum = 0;
  for (const loss of logLosses(predictions)) sum += loss;
  return sum / predictions.examples;
}

/**
 * Negative log likelihood of the true class in nats, float64[examples]. Probabilities are clipped to
 * [2^-23, 1 - 2^-23], which is what scikit-learn does for float32 input, so one example costs at most 15.9.
 */
export function logLosses({ examples, classes, labels, probabilities }: Predictions): Float64Array {
  return Float64Array.from({ length: examples }, (_, i) => {
    const p = probabilities[i * classes + labels[i]!]!;
    return -Math.log(Math.min(1 - float32Epsilon, Math.max(float32Epsilon, p)));
  });
}

/**
 * Brier score, the mean squared distance between probabilities and truth: 0 (perfect) to 1 for two classes (halved,
 * as is customary there), to 2 for more. As scikit-learn's brier_score_loss with scale_by_half="auto".
 */
export function brierScore({ examples, classes, labels, probabilities }: Predictions): number {
  let sum = 0;
  for (let i = 0; i < examples; i++) {
    for (let c = 0; c < classes; c++) {
      sum += (probabilities[i * classes + c]! - (labels[i] === c ? 1 : 0)) ** 2;
    }
  }
  return sum / examples / (classes === 2 ? 2 : 1);
}
