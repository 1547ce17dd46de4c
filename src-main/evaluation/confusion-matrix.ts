// The confusion matrix: which class was taken for which, counted or as shares.
import type { Predictions } from './predictions.ts';

/** `counts[true][predicted]`, as scikit-learn's confusion_matrix over all classes. */
export function confusionMatrix(predictions: Predictions): number[][] {
  const { examples, classes, labels, predicted } = predictions;
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < examples; i++) counts[labels[i]!]![predicted[i]!]! += 1;
  return counts;
}

/** row: shares of each true class; column: shares of each predicted class; all: shares of all examples. */
export type Normalisation = 'row' | 'column' | 'all';

/** Shares instead of counts; an empty row or column becomes zeros. As scikit-learn's `normalize` true, pred, all. */
export function normaliseConfusion(counts: readonly (readonly number[])[], by: Normalisation): number[][] {
  const rows = counts.map(sum);
  const columns = counts.map((_, c) => sum(counts.map((row) => row[c]!)));
  const all = sum(rows);
  const divisor = (row: number, column: number): number => {
    switch (by) {
      case 'row':
        return rows[row]!;
      case 'column':
        return columns[column]!;
      case 'all':
        return all;
      default:
        return by satisfies never;
    }
  };
  return counts.map((row, r) => row.map((count, c) => (count === 0 ? 0 : count / divisor(r, c))));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
