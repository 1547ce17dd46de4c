// A metric over the steps of a run, as it grows: points are only ever added behind the last one.

/** Values are null where they were no number. */
export interface Curve {
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}

export type CurvePoint = readonly [step: number, value: number | null];

export const emptyCurve: Curve = { steps: [], values: [] };

/** Points that a curve is let grow to before it is thinned to half; enough for every screen. */
const mostPoints = 24_000;

/** The curve with what is new behind its last step; what it has already is left out. `whole` begins anew. */
export function extended(curve: Curve, points: readonly CurvePoint[], whole = false): Curve {
  const last = whole ? -1 : (curve.steps.at(-1) ?? -1);
  const news = points.filter(([step]) => step > last);
  if (!whole && news.length === 0) return curve;
  const before = whole ? emptyCurve : curve;
  const grown = {
    steps: [...before.steps, ...news.map(([step]) => step)],
    values: [...before.values, ...news.map(([, value]) => value)],
  };
  return grown.steps.length > mostPoints ? thinned(grown, mostPoints / 2) : grown;
}

/** At most about `most` points: of each stretch the lowest and the highest, so that peaks stay. */
export function thinned(curve: Curve, most: number): Curve {
  const { steps, values } = curve;
  if (steps.length <= most) return curve;
  const numStretches = Math.max(1, Math.floor(most / 2));
  const kept: number[] = [];
  for (let stretch = 0; stretch < numStretches; stretch++) {
    const from = Math.floor((stretch * steps.length) / numStretches);
    const until = Math.floor(((stretch + 1) * steps.length) / numStretches);
    kept.push(...extremes(values, from, until));
  }
  return { steps: kept.map((at) => steps[at]!), values: kept.map((at) => values[at]!) }; // indices of both
}

/** Places of the lowest and the highest value, in order; the first place where there is no value. */
function extremes(values: readonly (number | null)[], from: number, until: number): number[] {
  let low = -1;
  let high = -1;
  for (let at = from; at < until; at++) {
    const value = values[at]!;
    if (value === null) continue;
    if (low < 0 || value < values[low]!) low = at;
    if (high < 0 || value > values[high]!) high = at;
  }
  if (low < 0) return [from];
  if (low === high) return [low];
  return low < high ? [low, high] : [high, low];
}
