// The points of ROC and precision-recall curves, few enough to store and draw.
import type { Ranking } from './ranking.ts';

/** A polyline; `x` and `y` have equal length and lie in 0 to 1. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** More points than this are never kept; 500 is finer than a curve is drawn. */
export const maxCurvePoints = 500;

/** False positive rate against true positive rate, from (0, 0) to (1, 1); null without positives or negatives. */
export function rocCurve(
  { truePositives, falsePositives }: Ranking,
  maxPoints = maxCurvePoints,
): Curve | null {
  const positives = truePositives.at(-1) ?? 0;
  const negatives = falsePositives.at(-1) ?? 0;
  if (positives === 0 || negatives === 0) return null;
  const x = [0, ...Array.from(falsePositives, (value) => value / negatives)];
  const y = [0, ...Array.from(truePositives, (value) => value / positives)];
  return thinCurve({ x, y }, maxPoints);
}

/**
 * Recall (x) against precision (y), from recall 0 (precision 1 by convention) to recall 1, where it ends; null
 * without positives. To be drawn with straight lines between the points, as scikit-learn's display does by steps.
 */
export function precisionRecallCurve(
  { truePositives, falsePositives }: Ranking,
  maxPoints = maxCurvePoints,
): Curve | null {
  const positives = truePositives.at(-1) ?? 0;
  if (positives === 0) return null;
  const end = truePositives.indexOf(positives) + 1;
  const tp = Array.from(truePositives.subarray(0, end));
  const x = [0, ...tp.map((value) => value / positives)];
  const y = [1, ...tp.map((value, i) => value / (value + falsePositives[i]!))];
  return thinCurve({ x, y }, maxPoints);
}

/** First a deviation nobody can see is allowed (a hundredth of a pixel at 1,000 px), then as little more as needed. */
const finestTolerance = 1e-5;

/**
 * The same line with at most `maxPoints` points, ends included. No dropped point lies further than the tolerance
 * from the kept line; the tolerance is doubled only while there are too many points.
 * Source: Douglas and Peucker 1973.
 */
export function thinCurve(curve: Curve, maxPoints: number): Curve {
  let kept = simplify(curve, finestTolerance);
  for (let tolerance = finestTolerance * 2; kept.length > maxPoints; tolerance *= 2) {
    kept = simplify(curve, tolerance);
  }
  return { x: kept.map((i) => curve.x[i]!), y: kept.map((i) => curve.y[i]!) };
}

/** Positions of the points to keep. An explicit stack, because a curve may have a million points. */
function simplify(curve: Curve, tolerance: number): number[] {
  const last = curve.x.length - 1;
  const keep = new Uint8Array(last + 1);
  keep[0] = keep[last] = 1;
  const spans: [number, number][] = [[0, last]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    const furthest = furthestPoint(curve, from, to);
    if (furthest.distance <= tolerance) continue;
    keep[furthest.index] = 1;
    spans.push([from, furthest.index], [furthest.index, to]);
  }
  return Array.from(keep.keys()).filter((i) => keep[i]);
}

function furthestPoint({ x, y }: Curve, from: number, to: number): { index: number; distance: number } {
  const dx = x[to]! - x[from]!;
  const dy = y[to]! - y[from]!;
  const lengthSquared = dx * dx + dy * dy;
  let [index, distance] = [from, 0];
  for (let i = from + 1; i < to; i++) {
    const px = x[i]! - x[from]!;
    const py = y[i]! - y[from]!;
    const along = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared));
    const d = Math.hypot(px - along * dx, py - along * dy);
    if (d > distance) [index, distance] = [i, d];
  }
  return { index, distance };
}
