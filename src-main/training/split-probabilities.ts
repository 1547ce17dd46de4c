// What the network says about a whole split.
import { setImmediate } from 'node:timers/promises';
import type { BatchSource } from '../data/batches.ts';
import type { InferenceStep } from './training-step.ts';

/** One row for each example, in the order of the dataset version. */
export interface SplitProbabilities {
  /** int32[examples]: positions in `DatasetVersion.examples`. */
  readonly indices: Int32Array;
  /** int32[examples] */
  readonly labels: Int32Array;
  /** float32[examples, classes] */
  readonly probabilities: Float32Array;
}

/** Runs the step over a pass and closes it; `onRows` is told how many examples are done. */
export async function splitProbabilities(
  step: InferenceStep,
  source: BatchSource,
  { classes, onRows }: { readonly classes: number; readonly onRows?: (done: number) => void },
): Promise<SplitProbabilities> {
  const rows: { index: number; label: number; values: Float32Array }[] = [];
  try {
    for await (const { inputs, labels, indices } of source) {
      const values = step.run(inputs);
      for (const [row, index] of indices.entries())
        if (index !== -1)
          rows.push({
            index,
            label: labels[row]!,
            values: values.subarray(row * classes, (row + 1) * classes),
          });
      onRows?.(rows.length);
      await setImmediate();
    }
  } finally {
    await source.close();
  }
  rows.sort((a, b) => a.index - b.index);
  const probabilities = new Float32Array(rows.length * classes);
  for (const [row, { values }] of rows.entries()) probabilities.set(values, row * classes);
  return {
    indices: Int32Array.from(rows, ({ index }) => index),
    labels: Int32Array.from(rows, ({ label }) => label),
    probabilities,
  };
}
