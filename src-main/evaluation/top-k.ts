// Top-k accuracy: the share of examples whose true class is among the k most probable ones.
import type { Predictions } from './predictions.ts';

/**
 * Share of examples whose label is among the k most probable classes. Of equally probable classes the lower index
 * comes first, so that top-1 equals accuracy; scikit-learn puts the higher index first.
 */
export function topKAccuracy(predictions: Predictions, k: number): number {
  let hits = 0;
  for (let i = 0; i < predictions.examples; i++) if (rankOfLabel(predictions, i) < k) hits++;
  return hits / predictions.examples;
}

/** How many classes stand before the true one, 0 when it is the prediction. */
function rankOfLabel({ classes, labels, probabilities }: Predictions, index: number): number {
  const label = labels[index]!;
  const row = index * classes;
  const own = probabilities[row + label]!;
  let rank = 0;
  for (let c = 0; c < classes; c++) {
    const value = probabilities[row + c]!;
    if (value > own || (value === own && c < label)) rank++;
  }
  return rank;
}
