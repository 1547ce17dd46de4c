// What one classifier has added to another on the same examples.
import type { Interval } from './bootstrap.ts';
import { countMargins, labelMetrics } from './label-metrics.ts';
import { comparePaired } from './paired-comparison.ts';
import type { Predictions } from './predictions.ts';

export interface Added {
  /** Of the first classifier. */
  readonly accuracy: number;
  readonly f1Macro: number;
  /** Accuracy of the second minus that of the first, and its 95 % interval. */
  readonly difference: number;
  readonly interval: Interval;
  /** Examples that only the second got right, and only the first. */
  readonly better: number;
  readonly worse: number;
  /** Of the exact McNemar test. */
  readonly pValue: number;
}

/** Throws `evaluation.sourcesMismatch` where the two are not about the same number of examples. */
export function addedTo(first: Predictions, second: Predictions): Added {
  const { better, worse, pValue } = comparePaired(first, second);
  const { accuracy, macro } = labelMetrics(countMargins(first));
  return {
    accuracy,
    f1Macro: macro.f1,
    difference: (better.length - worse.length) / first.examples,
    interval: differenceInterval({ better: better.length, worse: worse.length, examples: first.examples }),
    better: better.length,
    worse: worse.length,
    pValue,
  };
}

const normalQuantile = 1.959963984540054;

/**
 * 95 % interval of a difference of matched proportions: Wald's, with half an example added to each of the four cells.
 * Source: Agresti and Min 2005, Simple improved confidence intervals for comparing matched proportions.
 */
export function differenceInterval(counts: { better: number; worse: number; examples: number }): Interval {
  const [b, c, n] = [counts.better + 0.5, counts.worse + 0.5, counts.examples + 2];
  const centre = (b - c) / n;
  const error = Math.sqrt(b + c - (b - c) ** 2 / n) / n;
  return {
    low: Math.max(-1, centre - normalQuantile * error),
    high: Math.min(1, centre + normalQuantile * error),
  };
}
