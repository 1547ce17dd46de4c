// Which points of a curve are worth drawing: those in view, and of those no more than the screen can show. Of each
// stretch its first, lowest, highest and last stay, so that no peak is lost and lines join as they should.

export type Point = readonly [x: number, y: number | null];

export interface Window {
  readonly from: number;
  readonly until: number;
}

/** `xs` ascend. One point beyond each edge is kept, so that lines reach it. */
export function visiblePoints(
  xs: readonly number[],
  ys: readonly (number | null)[],
  { window, most = 1_600 }: { readonly window?: Window; readonly most?: number } = {},
): Point[] {
  const first = window ? Math.max(0, firstAtLeast(xs, window.from) - 1) : 0;
  const end = window ? Math.min(xs.length, firstAtLeast(xs, window.until) + 1) : xs.length;
  const count = end - first;
  if (count <= most)
    return Array.from({ length: Math.max(0, count) }, (_, at) => [xs[first + at]!, ys[first + at]!]);
  const numStretches = Math.floor(most / 4);
  const points: Point[] = [];
  for (let stretch = 0; stretch < numStretches; stretch++) {
    const from = first + Math.floor((stretch * count) / numStretches);
    const until = first + Math.floor(((stretch + 1) * count) / numStretches);
    for (const at of landmarks(ys, from, until)) points.push([xs[at]!, ys[at]!]);
  }
  return points;
}

/** Index of the first value that is at least `least`; the length where there is none. */
export function firstAtLeast(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function landmarks(ys: readonly (number | null)[], from: number, until: number): number[] {
  let [low, high] = [from, from];
  for (let at = from; at < until; at++) {
    const y = ys[at] ?? null;
    if (y === null) continue;
    if (ys[low] === null || y < ys[low]!) low = at;
    if (ys[high] === null || y > ys[high]!) high = at;
  }
  return [...new Set([from, low, high, until - 1].toSorted((a, b) => a - b))];
}
