// What the loss is told about each row: its smoothed target and its weight.
import { trainingError } from './errors.ts';

export type ClassWeightOption = 'none' | 'balanced' | Readonly<Record<string, number>>;

/**
 * Target distributions, row-major float32[rows, classes]: 1 - smoothing + smoothing / classes at the label,
 * smoothing / classes elsewhere. Source: Szegedy et al. 2016, section 7. The weight of a row's class multiplies its whole
 * loss, as in Keras; PyTorch's CrossEntropyLoss weighs the smoothed share of every class by that class.
 */
export function targetRows(labels: Int32Array, classes: number, smoothing: number): Float32Array {
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes);
  for (const [row, label] of labels.entries()) targets[row * classes + label]! += 1 - smoothing;
  return targets;
}

/**
 * The weight of each class, by the labels of the training split. `balanced`: examples / (classes * count), as
 * scikit-learn's compute_class_weight; a class without examples weighs 1. Named classes: 1 where not named.
 * Throws training.unknownClass.
 */
export function classWeights(
  option: ClassWeightOption,
  classes: readonly string[],
  labels: Iterable<number>,
): Float32Array {
  if (option === 'none') return new Float32Array(classes.length).fill(1);
  if (option === 'balanced') return balancedWeights(classes.length, labels);
  const unknown = Object.keys(option).find((name) => !classes.includes(name));
  if (unknown !== undefined) throw trainingError('unknownClass', { name: unknown, classes });
  return Float32Array.from(classes, (name) => option[name] ?? 1);
}

function balancedWeights(classes: number, labels: Iterable<number>): Float32Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  const examples = counts.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(counts, (count) => (count === 0 ? 1 : examples / (classes * count)));
}

/** float32[rows]: the weight of each row's class, 0 for padding rows (index -1). */
export function rowWeights(labels: Int32Array, indices: Int32Array, weights: Float32Array): Float32Array {
  return Float32Array.from(labels, (label, row) => (indices[row] === -1 ? 0 : weights[label]!));
}
