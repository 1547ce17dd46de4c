// Labels and probabilities that have been checked once, so that every metric may trust them.
import { evaluationError } from './errors.ts';

/** What a classifier said about a split. `probabilities` is row-major float32[examples, classes]; rows sum to 1. */
export interface Predictions {
  readonly examples: number;
  readonly classes: number;
  /** int32[examples], the true class of each example. */
  readonly labels: Int32Array;
  readonly probabilities: Float32Array;
  /** int32[examples], the most probable class; the lowest of equals, as numpy's argmax. */
  readonly predicted: Int32Array;
}

/** Rows may be off 1 by this much: float32 softmax over 1,000 classes stays well within it. */
const sumTolerance = 1e-3;

/**
 * Checks labels int32[examples] and probabilities float32[examples, classes] and finds the predicted classes.
 * Throws `evaluation.*` naming the first bad example: no examples, wrong length, unknown label, NaN or infinite
 * value, value outside 0 to 1, row that does not sum to 1.
 */
export function checkPredictions(
  labels: Int32Array,
  probabilities: Float32Array,
  classes: number,
): Predictions {
  const examples = labels.length;
  if (examples === 0) throw evaluationError('noExamples', { examples });
  if (!(classes >= 2)) throw evaluationError('tooFewClasses', { classes });
  if (probabilities.length !== examples * classes)
    throw evaluationError('shapeMismatch', { examples, classes, found: probabilities.length });
  const predicted = new Int32Array(examples);
  for (let index = 0; index < examples; index++) {
    const label = labels[index]!;
    if (label < 0 || label >= classes) throw evaluationError('labelOutOfRange', { index, label, classes });
    predicted[index] = checkedArgmax(probabilities, index, classes);
  }
  return { examples, classes, labels, probabilities, predicted };
}

function checkedArgmax(probabilities: Float32Array, index: number, classes: number): number {
  const row = index * classes;
  let best = 0;
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const value = probabilities[row + c]!;
    if (!Number.isFinite(value)) throw evaluationError('notFinite', { index, class: c, value });
    if (value < 0 || value > 1 + sumTolerance)
      throw evaluationError('outOfRange', { index, class: c, value });
    if (value > probabilities[row + best]!) best = c;
    sum += value;
  }
  if (Math.abs(sum - 1) > sumTolerance) throw evaluationError('notNormalised', { index, sum });
  return best;
}

/** The probabilities of one class, float32[examples]. */
export function classScores(predictions: Predictions, classIndex: number): Float32Array {
  const { examples, classes, probabilities } = predictions;
  const scores = new Float32Array(examples);
  for (let i = 0; i < examples; i++) scores[i] = probabilities[i * classes + classIndex]!;
  return scores;
}

/** One-vs-rest truth of one class: 1 where the label is `classIndex`. uint8[examples]. */
export function isClass(labels: Int32Array, classIndex: number): Uint8Array {
  const truth = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) truth[i] = labels[i] === classIndex ? 1 : 0;
  return truth;
}
