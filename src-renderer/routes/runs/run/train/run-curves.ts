// From what is known of a run to the series of its charts, pure: mapped to the axis, smoothed, cut to what is in view.
import type { Band, CurveSeries } from '../../../../lib/charts/curves-chart.ts';
import { smoothed } from '../../../../lib/charts/smoothing.ts';
import { visiblePoints, type Window } from '../../../../lib/charts/visible-points.ts';
import { type XAxis, type XFacts, xOf } from '../../../../lib/charts/x-scale.ts';
import { type Curve, emptyCurve } from '../../../../lib/state/curve.ts';
import type { RunChanges } from '../../../../lib/state/live-run.svelte.ts';
import { epochNames, type Metric } from './curve-view.svelte.ts';

export interface RunCurves {
  readonly curves: Readonly<Record<string, Curve>>;
  readonly changes: Pick<RunChanges, 'epochs' | 'work' | 'plan' | 'cursor'>;
  /** Index of the phase of the plan that is under way. */
  readonly phase: number;
}

/** Mapped and smoothed values of a curve, kept as long as it stands: moving about in 10,000 points costs nothing anew. */
interface Mapped {
  readonly run: RunCurves;
  readonly axis: XAxis;
  readonly xs: readonly number[];
}

const mapped = new WeakMap<Curve, Mapped>();
const smoothedValues = new WeakMap<Curve, { readonly weight: number; readonly values: (number | null)[] }>();

function xsOf(run: RunCurves, curve: Curve, axis: XAxis): readonly number[] {
  const known = mapped.get(curve);
  if (known?.run === run && known.axis === axis) return known.xs;
  const xs = axis === 'step' ? curve.steps : curve.steps.map(xOf(axis, xFacts(run)));
  mapped.set(curve, { run, axis, xs });
  return xs;
}

function smoothedOf(curve: Curve, weight: number): (number | null)[] {
  const known = smoothedValues.get(curve);
  if (known?.weight === weight) return known.values;
  const values = smoothed(curve.values, weight);
  smoothedValues.set(curve, { weight, values });
  return values;
}

/** What the axis is drawn from. */
export function xFacts({ changes: { epochs, work, plan, cursor }, phase }: RunCurves): XFacts {
  const stepsPerEpoch = plan[Math.min(phase, plan.length - 1)]?.stepsPerEpoch ?? 1;
  return { epochs, work, stepsPerEpoch, lastStep: Math.max(cursor.step, epochs.at(-1)?.step ?? 0) };
}

/** Everything there is, from the first step to the last. */
export function wholeWindow(run: RunCurves, axis: XAxis): Window {
  const facts = xFacts(run);
  const least = { step: 1, epoch: 0.01, time: 0.001 }[axis];
  return { from: 0, until: Math.max(xOf(axis, facts)(facts.lastStep), least) };
}

export interface SeriesWords {
  readonly train: string;
  readonly trainSteps: string;
  readonly trainSmoothed: string;
  readonly validation: string;
}

interface SeriesOptions {
  readonly metric: Metric;
  readonly axis: XAxis;
  readonly smoothing: number;
  readonly window: Window;
  readonly words: SeriesWords;
}

export interface MetricSeries {
  readonly series: CurveSeries[];
  /** Values in view of the noisy curve, and of those that must stay in view. */
  readonly raw: readonly (number | null)[];
  readonly kept: readonly (number | null)[];
}

/** Training against validation. Loss is known at each step; everything else once an epoch. */
export function metricSeries(
  run: RunCurves,
  { metric, axis, smoothing, window, words }: SeriesOptions,
): MetricSeries {
  const x = xOf(axis, xFacts(run));
  const { epochs } = run.changes;
  const names = epochNames(metric);
  const perEpoch = (name: string) =>
    visiblePoints(
      epochs.map(({ step }) => x(step)),
      epochs.map(({ metrics }) => metrics[name] ?? null),
      { window },
    );
  const validation: CurveSeries = {
    id: 'validation',
    name: words.validation,
    points: perEpoch(names.validation),
    colour: 1,
    look: 'dashed',
    marked: epochs.length <= 60,
  };
  const steps = metric === 'loss' ? (run.curves.loss ?? emptyCurve) : emptyCurve;
  if (steps.steps.length === 0) {
    const train: CurveSeries = {
      id: 'train',
      name: words.train,
      points: perEpoch(names.train),
      colour: 0,
      look: 'line',
      marked: epochs.length <= 60,
    };
    return { series: [train, validation], raw: [], kept: [] };
  }
  const xs = xsOf(run, steps, axis);
  const rawPoints = visiblePoints(xs, steps.values, { window });
  const smooth = visiblePoints(xs, smoothedOf(steps, smoothing), { window });
  const raw: CurveSeries = { id: 'raw', name: words.trainSteps, points: rawPoints, colour: 0, look: 'faint' };
  const line: CurveSeries = {
    id: 'train',
    name: words.trainSmoothed,
    points: smooth,
    colour: 0,
    look: 'line',
  };
  return {
    series: smoothing === 0 ? [{ ...raw, look: 'line', id: 'train' }, validation] : [raw, line, validation],
    raw: rawPoints.map(([, y]) => y),
    kept: validation.points.map(([, y]) => y),
  };
}

/** One curve by step, as it is. */
export function stepSeries(
  run: RunCurves,
  {
    metric,
    name,
    colour,
    axis,
    window,
  }: {
    readonly metric: string;
    readonly name: string;
    readonly colour: number;
    readonly axis: XAxis;
    readonly window: Window;
  },
): CurveSeries {
  const curve = run.curves[metric] ?? emptyCurve;
  const points = visiblePoints(xsOf(run, curve, axis), curve.values, { window });
  return { id: metric, name, points, colour, look: 'line' };
}

/** Where each phase of training lies, as far as it has come. */
export function phaseBands(run: RunCurves, axis: XAxis, nameOf: (phase: string) => string): Band[] {
  const facts = xFacts(run);
  const x = xOf(axis, facts);
  const { epochs, plan } = run.changes;
  if (plan.length < 2) return [];
  let from = 0;
  return plan.flatMap(({ name }, at) => {
    const last = epochs.findLast(({ phase }) => phase === name)?.step;
    const until = at === run.phase ? facts.lastStep : last;
    if (until === undefined || until <= from) return [];
    const band = { name: nameOf(name), from: x(from), until: x(until) };
    from = until;
    return [band];
  });
}
