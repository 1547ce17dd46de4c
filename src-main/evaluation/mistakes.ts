// The most confident mistakes: what a person should look at first. Often the label is what is wrong.
import type { Predictions } from './predictions.ts';

export interface Mistake {
  /** Position of the example among those evaluated. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** Of the predicted class, and of the true one. */
  readonly probability: number;
  readonly labelProbability: number;
}

/** Wrong predictions, the most probable first, at most `limit`; equals in order of position. */
export function confidentMistakes(predictions: Predictions, limit: number): Mistake[] {
  const { examples, classes, labels, predicted, probabilities } = predictions;
  const mistakes: Mistake[] = [];
  for (let index = 0; index < examples; index++) {
    const label = labels[index]!;
    const guess = predicted[index]!;
    if (label === guess) continue;
    mistakes.push({
      index,
      label,
      predicted: guess,
      probability: probabilities[index * classes + guess]!,
      labelProbability: probabilities[index * classes + label]!,
    });
  }
  return mistakes.sort((a, b) => b.probability - a.probability || a.index - b.index).slice(0, limit);
}
