// L-BFGS: finds the minimum of a smooth function from its values and gradients. Deterministic, float64 throughout.
// Sources: Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 7.4 and 7.5; the line search by bisection
// for the weak Wolfe conditions is that of Lewis and Overton 2013.

export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface MinimiseOptions {
  readonly maxIterations: number;
  /** Ends where no component of the gradient is larger. */
  readonly gradientTolerance: number;
  /** After each iteration; may wait, and may throw to give up. */
  readonly afterIteration?: (iteration: number, value: number) => Promise<void> | void;
}

export interface Minimum extends Evaluation {
  readonly point: Float64Array;
  readonly iterations: number;
  /** False where `maxIterations` came first. */
  readonly converged: boolean;
}

/** Pairs of steps and gradient changes that stand for the curvature. */
const historyLength = 10;
/** Of the line search: sufficient decrease and curvature. */
const [decrease, curvature] = [1e-4, 0.9];
const maxTrials = 30;
/** So many iterations that together lower the value by no more than this share of it are rounding. */
const stalledIterations = 10;
const stalledShare = 1e-9;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step . change) */
  readonly scale: number;
}

/**
 * Minimises `evaluate` from `start`. Where no step along the search direction lowers the value any more, rounding in
 * `evaluate` is all that is left, and the point counts as the minimum.
 */
export async function minimise(
  evaluate: (point: Float64Array) => Evaluation,
  start: Float64Array,
  options: MinimiseOptions,
): Promise<Minimum> {
  let point = start;
  let here = evaluate(point);
  const pairs: Pair[] = [];
  const values: number[] = [];
  for (let iteration = 0; iteration < options.maxIterations; iteration++) {
    values.push(here.value);
    if (largest(here.gradient) <= options.gradientTolerance || isStalled(values))
      return { point, ...here, iterations: iteration, converged: true };
    const direction = descent(here.gradient, pairs);
    const first = pairs.length === 0 ? Math.min(1, 1 / norm(here.gradient)) : 1;
    const found = lineSearch(evaluate, { point, here, direction, first });
    if (found === undefined) return { point, ...here, iterations: iteration, converged: true };
    remember(pairs, difference(found.point, point), difference(found.gradient, here.gradient));
    point = found.point;
    here = found;
    await options.afterIteration?.(iteration + 1, here.value);
  }
  return { point, ...here, iterations: options.maxIterations, converged: false };
}

function isStalled(values: readonly number[]): boolean {
  const before = values.at(-1 - stalledIterations);
  return before !== undefined && before - values.at(-1)! <= stalledShare * Math.abs(before);
}

/** Minus the inverse curvature times the gradient, by the two loops over the pairs. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const weights = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, change, scale } = pairs[i]!;
    weights[i] = scale * dot(step, direction);
    addScaled(direction, change, -weights[i]!);
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.scale * dot(last.change, last.change));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const [i, { step, change, scale }] of pairs.entries())
    addScaled(direction, step, weights[i]! - scale * dot(change, direction));
  return direction;
}

interface Ray {
  readonly point: Float64Array;
  readonly here: Evaluation;
  readonly direction: Float64Array;
  /** Length tried first, in units of the direction. */
  readonly first: number;
}

function lineSearch(
  evaluate: (point: Float64Array) => Evaluation,
  { point, here, direction, first }: Ray,
): (Evaluation & { readonly point: Float64Array }) | undefined {
  const slope = dot(here.gradient, direction);
  if (!(slope < 0)) return undefined;
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, first];
  let lowered: (Evaluation & { readonly point: Float64Array }) | undefined;
  for (let trial = 0; trial < maxTrials; trial++) {
    const next = point.slice();
    addScaled(next, direction, length);
    const there = evaluate(next);
    if (!(there.value <= here.value + decrease * length * slope)) high = length;
    else {
      lowered = { point: next, ...there };
      if (dot(there.gradient, direction) >= curvature * slope) return lowered;
      low = length;
    }
    length = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return lowered;
}

/** A pair without positive curvature would turn the next direction uphill. */
function remember(pairs: Pair[], step: Float64Array, change: Float64Array): void {
  const product = dot(step, change);
  if (product <= 1e-12 * norm(step) * norm(change)) return;
  pairs.push({ step, change, scale: 1 / product });
  if (pairs.length > historyLength) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function largest(a: Float64Array): number {
  return a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function addScaled(target: Float64Array, values: Float64Array, scale: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += scale * values[i]!;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}
