// The interval of a share that was counted, such as an accuracy.
import type { Interval } from './bootstrap.ts';

/** 95 % interval of a share; honest for few examples and at 0 and 1. Source: Wilson 1927. */
export function wilson(hits: number, examples: number): Interval {
  if (examples === 0) return { low: 0, high: 1 };
  const z = 1.959963984540054;
  const p = hits / examples;
  const spread = z * Math.sqrt((p * (1 - p)) / examples + z ** 2 / (4 * examples ** 2));
  const centre = p + z ** 2 / (2 * examples);
  const scale = 1 + z ** 2 / examples;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}
