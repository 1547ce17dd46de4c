// Figures of several runs under each other, with the difference to a baseline and whether it is more than chance.
//
// Where both runs answered the same examples, the exact McNemar test of the main process decides on accuracy: it sees
// which examples changed. Elsewhere the 95 % intervals have to lie apart, which is stricter than a test would be.
import { comparedMetrics, type MetricName, metricInfo } from '../../../src-main/api/contract/facts.ts';
import type { BaselineComparison, ComparedRun } from './compared.ts';

export type Verdict = 'noise' | 'better' | 'worse' | 'unknown' | 'same';

export interface MetricCell {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** To the baseline; null for the baseline itself and where it has no such figure. */
  readonly difference: number | null;
  readonly verdict: Verdict | null;
}

export interface MetricRow {
  readonly metric: string;
  /** In the order of the runs; null where a run was not measured. */
  readonly cells: readonly (MetricCell | null)[];
  /** Index of the run with the best value; null where none stands out. */
  readonly best: number | null;
}

/** Written in per cent; the others are plain numbers, as on Evaluate. */
export function isShare(metric: string): boolean {
  return metricInfo(metric)?.unit === 'share';
}

function isCost(metric: string): boolean {
  return metricInfo(metric)?.better === 'lower';
}

/** The exact test of the main process is about whether each example was right. */
const tested: MetricName = 'accuracy';
const significance = 0.05;

type Compared = Pick<ComparedRun, 'row' | 'test'>;

export function metricRows(
  runs: readonly Compared[],
  baselineId: string | undefined,
  comparisons: readonly BaselineComparison[],
): readonly MetricRow[] {
  const baseline = runs.find(({ row }) => row.id === baselineId);
  const comparable = onSameExamples(runs, baselineId, comparisons);
  return comparedMetrics.flatMap((metric): readonly MetricRow[] => {
    const cells = runs.map((run) => cellOf(run, metric, { baseline, comparisons }));
    return cells.every((cell) => cell === null)
      ? []
      : [{ metric, cells, best: comparable ? bestOf(cells, metric) : null }];
  });
}

/** Whether the figures of all measured runs are about the same test examples, as far as is known. */
export function onSameExamples(
  runs: readonly Compared[],
  baselineId: string | undefined,
  comparisons: readonly BaselineComparison[],
): boolean {
  const measured = runs.filter(({ test }) => test.length > 0).map(({ row }) => row);
  // The hash is that of the data; main compares the test examples themselves, with those of a measured baseline.
  if (new Set(measured.map(({ dataset }) => dataset?.hash)).size > 1) return false;
  if (!measured.some(({ id }) => id === baselineId)) return true;
  return !measured.some(({ id }) =>
    comparisons.some(({ run, unavailable }) => run === id && unavailable === 'other-data'),
  );
}

interface Against {
  readonly baseline: Compared | undefined;
  readonly comparisons: readonly BaselineComparison[];
}

function cellOf(run: Compared, metric: string, { baseline, comparisons }: Against): MetricCell | null {
  const own = figureOf(run, metric);
  if (own === undefined) return null;
  const base = baseline === undefined || baseline === run ? undefined : figureOf(baseline, metric);
  if (base === undefined) return { ...own, difference: null, verdict: null };
  const difference = own.value - base.value;
  const comparison = comparisons.find((known) => known.run === run.row.id);
  return { ...own, difference, verdict: verdictOf({ metric, difference, own, base, comparison }) };
}

interface Figure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

function figureOf({ test }: Compared, metric: string): Figure | undefined {
  const found = test.find((figure) => figure.metric === metric);
  return found?.value == null ? undefined : { value: found.value, low: found.low, high: found.high };
}

function verdictOf(facts: {
  readonly metric: string;
  readonly difference: number;
  readonly own: Figure;
  readonly base: Figure;
  readonly comparison: BaselineComparison | undefined;
}): Verdict {
  const { metric, difference, own, base, comparison } = facts;
  if (difference === 0) return 'same';
  const isBetter = isCost(metric) ? difference < 0 : difference > 0;
  const decided = isBetter ? 'better' : 'worse';
  // Where labels were corrected, the figures of both runs are about different questions; main compares the untouched ones.
  if (comparison?.untouched) return 'unknown';
  if (metric === tested && comparison !== undefined && comparison.unavailable === null)
    return comparison.pValue < significance ? decided : 'noise';
  // Of other data, intervals do not speak about the same question.
  if (comparison?.unavailable === 'other-data') return 'unknown';
  if (own.low === null || own.high === null || base.low === null || base.high === null) return 'unknown';
  return own.low > base.high || own.high < base.low ? decided : 'noise';
}

function bestOf(cells: readonly (MetricCell | null)[], metric: string): number | null {
  const sign = isCost(metric) ? -1 : 1;
  let best: number | null = null;
  cells.forEach((cell, at) => {
    if (cell !== null && (best === null || sign * (cell.value - cells[best]!.value) > 0)) best = at;
  });
  const measured = cells.filter((cell) => cell !== null);
  return measured.length < 2 || measured.every(({ value }) => value === measured[0]!.value) ? null : best;
}
