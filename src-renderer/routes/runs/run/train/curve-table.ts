// The numbers behind the curves as a table: steps, and the epochs that ended at them.
import type { ChartData } from '../../../../lib/charts/Chart.svelte';
import type { RunCurves } from './run-curves.ts';

interface Words {
  readonly step: string;
  readonly epoch: string;
}

/** One row for each step that has a value or ended an epoch. Columns named as in exported files. */
export function curveTable(
  { curves, changes: { epochs } }: Pick<RunCurves, 'curves' | 'changes'>,
  metrics: readonly string[],
  words: Words,
): ChartData {
  const epochMetrics = [...new Set(epochs.flatMap((epoch) => Object.keys(epoch.metrics)))];
  const byStep = new Map<number, (string | number | null)[]>();
  const width = 2 + metrics.length + epochMetrics.length;
  const rowAt = (step: number) => {
    const row = byStep.get(step) ?? [step, ...Array.from({ length: width - 1 }, () => null)];
    byStep.set(step, row);
    return row;
  };
  for (const [at, metric] of metrics.entries())
    for (const [index, step] of (curves[metric]?.steps ?? []).entries())
      rowAt(step)[2 + at] = curves[metric]!.values[index]!; // its own index
  for (const { step, epoch, metrics: values } of epochs) {
    const row = rowAt(step);
    row[1] = epoch;
    for (const [at, metric] of epochMetrics.entries()) row[2 + metrics.length + at] = values[metric] ?? null;
  }
  const rows = [...byStep.values()].toSorted((a, b) => Number(a[0]) - Number(b[0]));
  const perEpoch = epochMetrics.map((metric) => `${metric} (${words.epoch.toLowerCase()})`);
  return { columns: [words.step, words.epoch, ...metrics, ...perEpoch], rows };
}
