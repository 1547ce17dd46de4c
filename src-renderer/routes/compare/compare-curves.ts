// The curves of several runs over one axis, pure: what there is to draw, mapped to the axis, smoothed as asked.
import { validationName } from '../../../src-main/api/contract/facts.ts';
import type { ComparedCurve } from '../../lib/charts/compare-curves-chart.ts';
import { smoothed } from '../../lib/charts/smoothing.ts';
import type { Point } from '../../lib/charts/visible-points.ts';
import { type XAxis, xOf } from '../../lib/charts/x-scale.ts';
import type { Messages } from '../../lib/i18n/messages/en.ts';
import type { CurvePoint } from '../../lib/state/curve.ts';
import type { ComparedRun } from './compared.ts';

export const axes = ['step', 'epoch', 'time'] as const satisfies readonly XAxis[];

/** One metric may be recorded by epoch and by step, as the loss of training is. */
export interface CurveMetric {
  readonly id: string;
  readonly name: string;
  readonly per: 'epoch' | 'step';
}

/** Metrics that any of the runs has: those by epoch, validation first, then those by step. */
export function curveMetrics(
  runs: readonly Pick<ComparedRun, 'epochs' | 'stepMetrics'>[],
): readonly CurveMetric[] {
  const first: readonly string[] = [validationName('loss'), validationName('accuracy')];
  const rank = (name: string) =>
    first.includes(name) ? first.indexOf(name) : name.startsWith('val') ? first.length : first.length + 1;
  const named = (per: CurveMetric['per'], names: readonly string[]) =>
    [...new Set(names)]
      .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map((name): CurveMetric => ({ id: `${per} ${name}`, name, per }));
  return [
    ...named(
      'epoch',
      runs.flatMap(({ epochs }) => epochs.flatMap(({ metrics }) => Object.keys(metrics))),
    ),
    ...named(
      'step',
      runs.flatMap(({ stepMetrics }) => stepMetrics),
    ),
  ];
}

/** In words; metrics that have none stand as they are. */
export function metricName({ name, per }: CurveMetric, words: Messages['compare']): string {
  const text = words.metrics[name as keyof typeof words.metrics] ?? name;
  return per === 'step' ? words.eachStep(text) : text;
}

/** A metric by epoch, each value at the step that ended its epoch. */
export function epochPoints({ epochs }: Pick<ComparedRun, 'epochs'>, metric: string): readonly CurvePoint[] {
  return epochs.flatMap(({ step, metrics }) => {
    const value = metrics[metric];
    return value === null || value === undefined ? [] : [[step, value] as const];
  });
}

/**
 * Points by step over the axis: epochs and parts of them, or seconds under way. Empty where the run has nothing to
 * place them by: no epoch that ended, no record of its work.
 */
export function overAxis(
  { epochs, work }: Pick<ComparedRun, 'epochs' | 'work'>,
  points: readonly CurvePoint[],
  axis: XAxis,
): readonly Point[] {
  if (axis === 'step') return points;
  const last = epochs.at(-1);
  if (axis === 'epoch' && last === undefined) return [];
  if (axis === 'time' && !work.some(({ phase }) => phase === 'training')) return [];
  const x = xOf(axis, {
    epochs,
    work,
    stepsPerEpoch: (last?.step ?? 0) - (epochs.at(-2)?.step ?? 0),
    lastStep: Math.max(last?.step ?? 0, points.at(-1)?.[0] ?? 0),
  });
  return points.map(([step, value]) => [x(step), value]);
}

/** What is drawn of points: smoothed by `weight` with the raw ones behind, or as they are where it is 0. */
export function smoothedCurve(
  points: readonly Point[],
  weight: number,
): Pick<ComparedCurve, 'points' | 'raw'> {
  if (weight === 0) return { points };
  const values = smoothed(
    points.map(([, y]) => y),
    weight,
  );
  return { points: points.map(([x], at) => [x, values[at]!]), raw: points }; // one value a point
}

/** Names that several runs share get their id, so that a legend can tell them apart. */
export function distinctNames(
  runs: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { name } of runs) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(
    runs.map(({ id, name }) => [id, (counts.get(name) ?? 0) > 1 ? `${name} (${id.slice(0, 4)})` : name]),
  );
}
