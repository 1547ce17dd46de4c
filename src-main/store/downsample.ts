// Thinning a curve for the screen. Of each stretch of steps the lowest and the highest point are kept, so that a
// spike of the loss stays visible; averages or every n-th point would hide it.

/** [step, value]; the value is null where it was NaN. */
export type CurvePoint = readonly [step: number, value: number | null];

/**
 * At most `maxPoints` (at least 4) of `points`, in order, with the first and the last.
 * A stretch that holds a NaN keeps that too, so that a gap stays a gap.
 */
export function downsample(points: readonly CurvePoint[], maxPoints: number): readonly CurvePoint[] {
  if (points.length <= maxPoints) return points;
  const inner = points.length - 2;
  const numBuckets = Math.max(1, Math.floor((maxPoints - 2) / 2));
  const kept: CurvePoint[] = [points[0]!];
  for (let bucket = 0; bucket < numBuckets; bucket++) {
    const from = 1 + Math.floor((bucket * inner) / numBuckets);
    const to = 1 + Math.floor(((bucket + 1) * inner) / numBuckets);
    keepExtremes(points, { from, to }, kept);
  }
  kept.push(points.at(-1)!);
  return kept;
}

function keepExtremes(
  points: readonly CurvePoint[],
  range: { from: number; to: number },
  kept: CurvePoint[],
): void {
  let lowest = -1;
  let highest = -1;
  let gap = -1;
  for (let at = range.from; at < range.to; at++) {
    const value = points[at]![1];
    if (value === null) gap = gap < 0 ? at : gap;
    else {
      if (lowest < 0 || value < points[lowest]![1]!) lowest = at;
      if (highest < 0 || value > points[highest]![1]!) highest = at;
    }
  }
  // A gap takes the place of the lowest point: a loss that became NaN is the news.
  const chosen = new Set(gap < 0 ? [lowest, highest] : [gap, highest]);
  for (const at of [...chosen].sort((a, b) => a - b)) if (at >= 0) kept.push(points[at]!);
}
