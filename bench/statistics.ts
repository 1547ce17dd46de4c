// Medians and paired ratios of interleaved bursts.

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of `peer / ours` round by round: what the machine does to both in the same minute cancels out. */
export function pairedRatio(ours: readonly number[], peer: readonly number[]): number {
  return median(ours.map((ms, round) => peer[round]! / ms));
}
