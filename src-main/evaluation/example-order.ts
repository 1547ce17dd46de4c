// Which examples of an evaluated split are looked at, and in what order.
import type { Predictions } from './predictions.ts';

export type ExampleSort = 'confidence' | 'doubt' | 'loss' | 'label' | 'predicted' | 'position';

export interface ExampleFilter {
  /** Indices of classes: together the cell of the confusion matrix. */
  readonly label?: number | undefined;
  readonly predicted?: number | undefined;
  readonly correct?: boolean | undefined;
}

/** Rows of the predictions that pass the filter, in order; equals in order of position. */
export function selectExamples(
  predictions: Predictions,
  filter: ExampleFilter,
  sort: ExampleSort,
): Int32Array {
  const { examples, labels, predicted } = predictions;
  const chosen: number[] = [];
  for (let row = 0; row < examples; row++) {
    if (filter.label !== undefined && labels[row] !== filter.label) continue;
    if (filter.predicted !== undefined && predicted[row] !== filter.predicted) continue;
    if (filter.correct !== undefined && (labels[row] === predicted[row]) !== filter.correct) continue;
    chosen.push(row);
  }
  const key = sortKey(predictions, sort);
  return Int32Array.from(chosen.sort((a, b) => key(a) - key(b) || a - b));
}

const ranks = new WeakMap<Predictions, Int32Array>();

/** int32[examples]: place of each row when the worst loss stands first, counted from 1. */
export function lossRanks(predictions: Predictions): Int32Array {
  const known = ranks.get(predictions);
  if (known !== undefined) return known;
  const found = new Int32Array(predictions.examples);
  selectExamples(predictions, {}, 'loss').forEach((row, at) => {
    found[row] = at + 1;
  });
  ranks.set(predictions, found);
  return found;
}

/** Ascending: the example to be seen first has the lowest. */
function sortKey(predictions: Predictions, sort: ExampleSort): (row: number) => number {
  const { classes, labels, predicted, probabilities } = predictions;
  const confidence = (row: number) => probabilities[row * classes + predicted[row]!]!;
  switch (sort) {
    case 'confidence':
      return (row) => -confidence(row);
    case 'doubt':
      return confidence;
    case 'loss':
      return (row) => probabilities[row * classes + labels[row]!]!;
    case 'label':
      return (row) => labels[row]!;
    case 'predicted':
      return (row) => predicted[row]!;
    case 'position':
      return () => 0;
    default:
      return sort satisfies never;
  }
}
