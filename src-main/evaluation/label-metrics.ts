// Metrics of predicted labels. All of them need only three counts per class, which makes resampling cheap.
// Undefined ratios (0 / 0) are 0, as with scikit-learn's zero_division=0.
import type { Predictions } from './predictions.ts';

/** Counts for each class, float64[classes]: examples of it, predictions of it, and both at once. */
export interface Margins {
  readonly support: Float64Array;
  readonly predicted: Float64Array;
  readonly correct: Float64Array;
}

export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Metrics over all classes; all in 0 to 1 except the last two, which reach down to -1. */
export interface LabelMetrics {
  readonly accuracy: number;
  /** Mean recall of the classes that have examples. */
  readonly balancedAccuracy: number;
  readonly macro: PrecisionRecallF1;
  /** Equals accuracy when every example has exactly one label; kept because reports are compared by name. */
  readonly micro: PrecisionRecallF1;
  /** Weighted by support. */
  readonly weighted: PrecisionRecallF1;
  /** 0 when truth or prediction is constant. Source: Gorodkin 2004, as in scikit-learn. */
  readonly matthewsCorrelation: number;
  /** null when truth and prediction are one and the same class. Source: Cohen 1960. */
  readonly cohenKappa: number | null;
}

export function emptyMargins(classes: number): Margins {
  return {
    support: new Float64Array(classes),
    predicted: new Float64Array(classes),
    correct: new Float64Array(classes),
  };
}

export function countMargins(predictions: Predictions): Margins {
  const margins = emptyMargins(predictions.classes);
  for (let i = 0; i < predictions.examples; i++) {
    const label = predictions.labels[i]!;
    const guess = predictions.predicted[i]!;
    margins.support[label]! += 1;
    margins.predicted[guess]! += 1;
    if (label === guess) margins.correct[label]! += 1;
  }
  return margins;
}

/** Precision, recall and F1 of one class against the rest. */
export function classMetrics(margins: Margins, classIndex: number): PrecisionRecallF1 {
  const support = margins.support[classIndex]!;
  const predicted = margins.predicted[classIndex]!;
  const correct = margins.correct[classIndex]!;
  return {
    precision: ratio(correct, predicted),
    recall: ratio(correct, support),
    f1: ratio(2 * correct, support + predicted),
  };
}

/**
 * All label metrics from the counts. Macro averages run over the classes that occur in truth or prediction, which
 * is scikit-learn's choice when it is not told the classes: a class absent from the split does not count as 0.
 */
export function labelMetrics(margins: Margins): LabelMetrics {
  const totals = sumMargins(margins);
  const accuracy = ratio(totals.correct, totals.examples);
  return {
    accuracy,
    balancedAccuracy: averageOver(margins, (c) => (margins.support[c]! > 0 ? 1 : 0)).recall,
    macro: averageOver(margins, (c) => (margins.support[c]! + margins.predicted[c]! > 0 ? 1 : 0)),
    micro: { precision: accuracy, recall: accuracy, f1: accuracy },
    weighted: averageOver(margins, (c) => margins.support[c]!),
    matthewsCorrelation: matthews(totals),
    cohenKappa: kappa(totals),
  };
}

function averageOver(margins: Margins, weightOf: (classIndex: number) => number): PrecisionRecallF1 {
  let [precision, recall, f1, total] = [0, 0, 0, 0];
  for (let c = 0; c < margins.support.length; c++) {
    const weight = weightOf(c);
    if (weight === 0) continue;
    const metrics = classMetrics(margins, c);
    precision += weight * metrics.precision;
    recall += weight * metrics.recall;
    f1 += weight * metrics.f1;
    total += weight;
  }
  return { precision: ratio(precision, total), recall: ratio(recall, total), f1: ratio(f1, total) };
}

interface Totals {
  readonly examples: number;
  readonly correct: number;
  /** Sums of support squared, predicted squared, and support times predicted. */
  readonly supportSquares: number;
  readonly predictedSquares: number;
  readonly products: number;
}

function sumMargins({ support, predicted, correct }: Margins): Totals {
  const totals = { examples: 0, correct: 0, supportSquares: 0, predictedSquares: 0, products: 0 };
  for (let c = 0; c < support.length; c++) {
    totals.examples += support[c]!;
    totals.correct += correct[c]!;
    totals.supportSquares += support[c]! ** 2;
    totals.predictedSquares += predicted[c]! ** 2;
    totals.products += support[c]! * predicted[c]!;
  }
  return totals;
}

// R_k = (c s - sum p t) / sqrt((s^2 - sum p^2) (s^2 - sum t^2)), s examples, c correct, p predicted, t support.
function matthews(totals: Totals): number {
  const squared = totals.examples ** 2;
  const spread = (squared - totals.predictedSquares) * (squared - totals.supportSquares);
  if (spread === 0) return 0;
  return (totals.correct * totals.examples - totals.products) / Math.sqrt(spread);
}

// kappa = (observed - expected) / (1 - expected), both multiplied by s^2 to stay in whole numbers.
function kappa(totals: Totals): number | null {
  const squared = totals.examples ** 2;
  if (squared === totals.products) return null;
  return (totals.correct * totals.examples - totals.products) / (squared - totals.products);
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
