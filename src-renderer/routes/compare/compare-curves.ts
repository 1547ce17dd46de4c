// The curves of several runs over one axis, smoothed as asked.
import type { ComparedRun } from './compared.ts';

export const axes = ['step', 'epoch', 'time'] as const;
export type Axis = (typeof axes)[number];

export interface RunCurve {
  readonly id: string;
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Metrics that any of the runs has by epoch: those of validation first. */
export function epochMetrics(runs: readonly Pick<ComparedRun, 'epochs'>[]): readonly string[] {
  const names = new Set(runs.flatMap(({ epochs }) => epochs.flatMap(({ metrics }) => Object.keys(metrics))));
  const rank = (name: string) =>
    name === 'valLoss' ? 0 : name === 'valAccuracy' ? 1 : name.startsWith('val') ? 2 : 3;
  return [...names].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Time is counted in seconds from the start of the run, pauses included. */
export function epochCurves(runs: readonly ComparedRun[], metric: string, axis: Axis): readonly RunCurve[] {
  return runs.map(({ row, epochs }) => ({
    id: row.id,
    name: row.name,
    points: epochs.flatMap(({ epoch, step, endedAtMs, metrics }) => {
      const y = metrics[metric];
      if (y === null || y === undefined) return [];
      const began = row.startedAtMs ?? row.createdAtMs;
      const x = axis === 'epoch' ? epoch : axis === 'step' ? step : (endedAtMs - began) / 1000;
      return [[x, y] as const];
    }),
  }));
}

/** Exponential moving average, corrected for its start; 0 leaves the points as they are. */
export function smoothed(points: RunCurve['points'], amount: number): RunCurve['points'] {
  if (amount <= 0) return points;
  let mean = 0;
  let weight = 0;
  return points.map(([x, y]) => {
    mean = amount * mean + (1 - amount) * y;
    weight = amount * weight + (1 - amount);
    return [x, mean / weight] as const;
  });
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
