// Ranking metrics of one class against the rest: ROC-AUC and average precision, from one sort of the scores.
import { classScores, isClass, type Predictions } from './predictions.ts';

/**
 * Positives and negatives seen so far, going down through the distinct scores: the corners of ROC and PR curves.
 * float64[distinct scores] each; the last entries are the totals.
 */
export interface Ranking {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
}

/**
 * Positions of float32 scores from highest to lowest. Scores must be 0 or more and fewer than 2^22.
 * The bits of a non-negative float32, read as an integer, sort as the float does; with the position in the low
 * 22 bits one float64 holds both exactly, and the typed array's own numeric sort does the rest.
 */
export function descendingOrder(scores: Float32Array): Int32Array {
  const bits = new Uint32Array(Float32Array.from(scores, (score) => score + 0).buffer);
  const keys = Float64Array.from(bits, (b, i) => b * positions + i).sort();
  const last = keys.length - 1;
  return Int32Array.from(keys, (_, i) => keys[last - i]! % positions);
}

const positions = 2 ** 22;

/** Ranks `truth` uint8[n] (1 positive) by `scores` float32[n], equal scores together. */
export function rank(truth: Uint8Array, scores: Float32Array): Ranking {
  return rankedScores(truth, scores).ranking;
}

/** A ranking with the distinct scores behind it, float32[distinct scores], highest first. */
export function rankedScores(
  truth: Uint8Array,
  scores: Float32Array,
): { readonly scores: Float32Array; readonly ranking: Ranking } {
  const order = descendingOrder(scores);
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  const distinct: number[] = [];
  let [positives, negatives] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    if (truth[order[i]!]) positives++;
    else negatives++;
    if (i + 1 < order.length && scores[order[i]!] === scores[order[i + 1]!]) continue;
    truePositives.push(positives);
    falsePositives.push(negatives);
    distinct.push(scores[order[i]!]!);
  }
  return {
    scores: Float32Array.from(distinct),
    ranking: {
      truePositives: Float64Array.from(truePositives),
      falsePositives: Float64Array.from(falsePositives),
    },
  };
}

/** Area under the ROC curve by trapezoids, 0 to 1; null without positives or without negatives. */
export function rocAuc({ truePositives, falsePositives }: Ranking): number | null {
  const positives = truePositives.at(-1) ?? 0;
  const negatives = falsePositives.at(-1) ?? 0;
  if (positives === 0 || negatives === 0) return null;
  let doubled = 0;
  let [tp, fp] = [0, 0];
  for (let i = 0; i < truePositives.length; i++) {
    doubled += (falsePositives[i]! - fp) * (truePositives[i]! + tp);
    tp = truePositives[i]!;
    fp = falsePositives[i]!;
  }
  return doubled / (2 * positives * negatives);
}

/** Average precision, the step-wise area under the PR curve, 0 to 1; null without positives. */
export function averagePrecision({ truePositives, falsePositives }: Ranking): number | null {
  const positives = truePositives.at(-1) ?? 0;
  if (positives === 0) return null;
  let area = 0;
  let tp = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const seen = truePositives[i]! + falsePositives[i]!;
    area += (truePositives[i]! - tp) * (truePositives[i]! / seen);
    tp = truePositives[i]!;
  }
  return area / positives;
}

/** The ranking of each class against the rest, in class order. */
export function rankClasses(predictions: Predictions): Ranking[] {
  return Array.from({ length: predictions.classes }, (_, c) =>
    rank(isClass(predictions.labels, c), classScores(predictions, c)),
  );
}

/**
 * Mean of the values that are defined, each counted `weights[i]` times; null when none is.
 * Classes absent from the split are left out, not counted as 0.
 */
export function meanDefined(values: readonly (number | null)[], weights?: readonly number[]): number | null {
  let [sum, total] = [0, 0];
  values.forEach((value, i) => {
    if (value === null) return;
    const weight = weights?.[i] ?? 1;
    sum += weight * value;
    total += weight;
  });
  return total === 0 ? null : sum / total;
}
