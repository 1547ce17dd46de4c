// Accuracy on parts of a split: where a model is weaker than its average says.
import type { Interval } from './bootstrap.ts';
import { quantile } from './bootstrap.ts';
import { wilson } from './wilson.ts';

export interface Slice {
  /** Name of the part, where it is a name. */
  readonly label?: string;
  /** Bounds of a numeric part, low included; high not, but for the last part. */
  readonly low?: number;
  readonly high?: number;
  readonly examples: number;
  readonly accuracy: number;
  readonly interval: Interval;
}

/** Parts of a numeric property; quarters, so that each holds enough examples to say something. */
const parts = 4;

/** Quarters of the examples by `values`, lowest first; fewer where values come often. `correct` uint8[n]. */
export function numericSlices(values: readonly number[], correct: Uint8Array): Slice[] {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0 || sorted[0] === sorted.at(-1)) return [];
  const edges = Array.from({ length: parts + 1 }, (_, at) => quantile(sorted, at / parts));
  const bounds = [...new Set(edges)];
  return bounds.slice(1).map((high, at) => {
    const low = bounds[at]!;
    const last = at === bounds.length - 2;
    return {
      low,
      high,
      ...measure(correct, (index) => values[index]! >= low && (last || values[index]! < high)),
    };
  });
}

/** One part for each name, the weakest first; at most `limit`. */
export function namedSlices(names: readonly string[], correct: Uint8Array, limit: number): Slice[] {
  const distinct = [...new Set(names)];
  if (distinct.length < 2) return [];
  return distinct
    .map((label) => ({ label, ...measure(correct, (index) => names[index] === label) }))
    .sort((a, b) => a.accuracy - b.accuracy || b.examples - a.examples)
    .slice(0, limit);
}

function measure(correct: Uint8Array, holds: (index: number) => boolean) {
  let [examples, hits] = [0, 0];
  for (let index = 0; index < correct.length; index++) {
    if (!holds(index)) continue;
    examples++;
    hits += correct[index]!;
  }
  return { examples, accuracy: examples === 0 ? 0 : hits / examples, interval: wilson(hits, examples) };
}
