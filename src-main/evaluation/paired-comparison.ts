// Two classifiers on the same examples: which examples changed, and whether the difference is more than chance.
import { evaluationError } from './errors.ts';
import type { Predictions } from './predictions.ts';

export interface PairedComparison {
  readonly examples: number;
  /** Positions among the examples that only the second got right, and only the first. */
  readonly better: readonly number[];
  readonly worse: readonly number[];
  /** Two-sided exact McNemar test of the null hypothesis that both are right equally often. */
  readonly pValue: number;
}

type Guesses = Pick<Predictions, 'examples' | 'labels' | 'predicted'>;

/**
 * Compares predictions of the same examples in the same order. Throws `evaluation.sourcesMismatch`.
 * Source of the test: McNemar 1947; exact form, Fagerland, Lydersen and Laake 2013.
 */
export function comparePaired(first: Guesses, second: Guesses): PairedComparison {
  if (first.examples !== second.examples)
    throw evaluationError('sourcesMismatch', { examples: first.examples, sources: second.examples });
  const better: number[] = [];
  const worse: number[] = [];
  for (let at = 0; at < first.examples; at++) {
    const before = first.predicted[at] === first.labels[at];
    const after = second.predicted[at] === second.labels[at];
    if (!before && after) better.push(at);
    if (before && !after) worse.push(at);
  }
  return { examples: first.examples, better, worse, pValue: mcNemarExact(better.length, worse.length) };
}

/** P value for `b` and `c` discordant pairs: min(1, 2 P[X <= min(b, c)]), X binomial(b + c, 1/2). */
export function mcNemarExact(b: number, c: number): number {
  const n = b + c;
  let logChoose = 0;
  let tail = 0;
  for (let k = 0; k <= Math.min(b, c); k++) {
    tail += Math.exp(logChoose - n * Math.LN2);
    logChoose += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}
