// Numbers in bins, for charts of sizes and lengths.

export interface Bins {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
}

/**
 * Integer values in at most `count` bins of equal whole width; the last holds the maximum. `from` belongs to a bin,
 * `to` to the next one. All zero without values.
 */
export function histogram(values: readonly number[], count = 20): Bins {
  if (values.length === 0) return { min: 0, median: 0, max: 0, bins: [] };
  const sorted = Float64Array.from(values).sort();
  const [min, max] = [sorted[0]!, sorted[sorted.length - 1]!];
  const width = Math.max(1, Math.ceil((max - min + 1) / count));
  const counts = new Array<number>(Math.floor((max - min) / width) + 1).fill(0);
  for (const value of sorted) counts[Math.floor((value - min) / width)]!++;
  const bins = counts.map((number, at) => ({
    from: min + at * width,
    to: min + (at + 1) * width,
    count: number,
  }));
  return { min, median: sorted[sorted.length >> 1]!, max, bins };
}
