// The numbers behind the curves as a table: steps, and the epochs that ended at them.
import type { ChartData } from '../../../../lib/charts/Chart.svelte';
import { epochNames, type Metric } from './curve-view.svelte.ts';
import type { RunCurves } from './run-curves.ts';

interface Words {
  readonly step: string;
  readonly epoch: string;
}

interface TableColumn {
  /** Of the curve, or of the metric of an epoch. */
  readonly name: string;
  readonly title: string;
}

interface DrawnColumns {
  /** With a value at each step. */
  readonly steps: readonly TableColumn[];
  /** With a value at the end of each epoch. */
  readonly epochs: readonly TableColumn[];
}

interface PairWords {
  readonly train: string;
  readonly trainSteps: string;
  readonly validation: string;
}

/** The columns of training against validation, as `metricSeries` draws them. */
export function pairColumns(
  { curves }: Pick<RunCurves, 'curves'>,
  metric: Metric,
  words: PairWords,
): DrawnColumns {
  const names = epochNames(metric);
  const validation = { name: names.validation, title: words.validation };
  if (metric === 'loss' && (curves.loss?.steps.length ?? 0) > 0)
    return { steps: [{ name: 'loss', title: words.trainSteps }], epochs: [validation] };
  return { steps: [], epochs: [{ name: names.train, title: words.train }, validation] };
}

/** One row for each step at which a drawn curve has a value. */
export function curveTable(
  { curves, changes: { epochs } }: Pick<RunCurves, 'curves' | 'changes'>,
  drawn: DrawnColumns,
  words: Words,
): ChartData {
  const byStep = new Map<number, (string | number | null)[]>();
  const width = 2 + drawn.steps.length + drawn.epochs.length;
  const rowAt = (step: number) => {
    const row = byStep.get(step) ?? [step, ...Array.from({ length: width - 1 }, () => null)];
    byStep.set(step, row);
    return row;
  };
  for (const [at, { name }] of drawn.steps.entries())
    for (const [index, step] of (curves[name]?.steps ?? []).entries())
      rowAt(step)[2 + at] = curves[name]!.values[index]!; // its own index
  for (const { step, epoch, metrics } of epochs) {
    if (!byStep.has(step) && drawn.epochs.every(({ name }) => (metrics[name] ?? null) === null)) continue;
    const row = rowAt(step);
    row[1] = epoch;
    for (const [at, { name }] of drawn.epochs.entries())
      row[2 + drawn.steps.length + at] = metrics[name] ?? null;
  }
  const rows = [...byStep.values()].toSorted((a, b) => Number(a[0]) - Number(b[0]));
  const titles = [...drawn.steps, ...drawn.epochs].map(({ title }) => title);
  return { columns: [words.step, words.epoch, ...titles], rows };
}
