// One class against the rest at any threshold of its probability: what a person moves a slider over.
import { classScores, isClass, type Predictions } from './predictions.ts';
import { type Ranking, rankedScores } from './ranking.ts';

/** What happens at one threshold: an example is flagged when its probability is at least this. */
export interface ThresholdRow {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** null where nothing is flagged. */
  readonly precision: number | null;
  /** Undefined ratios are 0, as with scikit-learn's zero_division=0. */
  readonly recall: number;
  readonly specificity: number;
  readonly falsePositiveRate: number;
  readonly f1: number;
  /** Share of all examples that is flagged. */
  readonly flagged: number;
}

export interface ThresholdTable {
  readonly positives: number;
  readonly negatives: number;
  /** 0 to 1 in equal steps. */
  readonly rows: readonly ThresholdRow[];
  /**
   * These three are looked for among all distinct probabilities; null where there is none. Of equals the highest. The
   * threshold is a short number that flags exactly the same examples, so that what is shown is what is computed.
   */
  readonly bestF1: ThresholdRow | null;
  /** The highest threshold whose recall is at least what was wanted. */
  readonly forRecall: ThresholdRow | null;
  /** The lowest threshold whose precision is at least what was wanted. */
  readonly forPrecision: ThresholdRow | null;
}

export interface WantedRates {
  readonly recall?: number | undefined;
  readonly precision?: number | undefined;
}

/** Half a percent, as fine as a slider of 200 pixels. */
export const thresholdSteps = 200;

/** The table of the class at `classIndex`; one sort, then one pass. */
export function thresholdTable(
  predictions: Predictions,
  classIndex: number,
  wanted: WantedRates = {},
): ThresholdTable {
  const { scores, ranking } = rankedScores(
    isClass(predictions.labels, classIndex),
    classScores(predictions, classIndex),
  );
  const positives = ranking.truePositives.at(-1)!;
  const negatives = ranking.falsePositives.at(-1)!;
  const rowAt = (threshold: number, flagged: number) =>
    makeRow({ threshold, positives, negatives, ...countsAt(ranking, flagged) });
  const corners = Array.from(scores, (score, at) =>
    rowAt(shortestBetween(scores[at + 1] ?? 0, score), at + 1),
  );
  const defined = positives > 0 && negatives > 0;
  return {
    positives,
    negatives,
    rows: gridRows(scores, rowAt),
    bestF1: defined ? corners.reduce((best, row) => (row.f1 > best.f1 ? row : best)) : null,
    forRecall:
      wanted.recall === undefined || positives === 0
        ? null
        : (corners.find(({ recall }) => recall >= wanted.recall!) ?? null),
    forPrecision:
      wanted.precision === undefined || positives === 0
        ? null
        : (corners.findLast(({ precision }) => precision! >= wanted.precision!) ?? null),
  };
}

/** What happens at any threshold, on any examples: for one that was chosen elsewhere. */
export function thresholdRow(predictions: Predictions, classIndex: number, threshold: number): ThresholdRow {
  const truth = isClass(predictions.labels, classIndex);
  const scores = classScores(predictions, classIndex);
  const counts = { threshold, positives: 0, negatives: 0, truePositives: 0, falsePositives: 0 };
  for (const [i, score] of scores.entries()) {
    const kind = truth[i] === 1 ? 'positives' : 'negatives';
    counts[kind]++;
    if (score >= threshold) counts[kind === 'positives' ? 'truePositives' : 'falsePositives']++;
  }
  return makeRow(counts);
}

/** Digits after the point beyond which float32 probabilities are not told apart. */
const mostDigits = 8;

/** The number of fewest decimals in (below, atMost], nearest to their middle; `atMost` itself where none is short. */
export function shortestBetween(below: number, atMost: number): number {
  const middle = (below + atMost) / 2;
  for (let digits = 1; digits <= mostDigits; digits++) {
    const rounded = Number(middle.toFixed(digits));
    if (rounded > below && rounded <= atMost) return rounded;
  }
  return atMost;
}

/** Rows at 0, 1 / steps ... 1. `scores` descend, so the number flagged falls as the threshold rises. */
function gridRows(
  scores: Float32Array,
  rowAt: (threshold: number, flagged: number) => ThresholdRow,
): ThresholdRow[] {
  let flagged = scores.length;
  return Array.from({ length: thresholdSteps + 1 }, (_, step) => {
    const threshold = step / thresholdSteps;
    while (flagged > 0 && scores[flagged - 1]! < threshold) flagged--;
    return rowAt(threshold, flagged);
  });
}

/** Counts when the `flagged` highest distinct scores are taken. */
function countsAt({ truePositives, falsePositives }: Ranking, flagged: number) {
  if (flagged === 0) return { truePositives: 0, falsePositives: 0 };
  return { truePositives: truePositives[flagged - 1]!, falsePositives: falsePositives[flagged - 1]! };
}

interface Counts {
  readonly threshold: number;
  readonly positives: number;
  readonly negatives: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

function makeRow(counts: Counts): ThresholdRow {
  const { threshold, positives, negatives, truePositives, falsePositives } = counts;
  const flagged = truePositives + falsePositives;
  const trueNegatives = negatives - falsePositives;
  return {
    threshold,
    truePositives,
    falsePositives,
    falseNegatives: positives - truePositives,
    trueNegatives,
    precision: flagged === 0 ? null : truePositives / flagged,
    recall: ratio(truePositives, positives),
    specificity: ratio(trueNegatives, negatives),
    falsePositiveRate: ratio(falsePositives, negatives),
    f1: ratio(2 * truePositives, positives + flagged),
    flagged: flagged / (positives + negatives),
  };
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
