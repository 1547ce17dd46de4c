// How far a run is from the baseline of the table, in one metric. Pure.
import type { Format } from '../../../lib/i18n/format.ts';
import { signed, signedNumber } from '../../compare/signed.ts';
import type { RunColumn } from './run-columns.ts';
import type { RunRow } from './run-row.ts';

export interface RunDelta {
  /** With its sign; shares in percentage points. */
  readonly text: string;
  /** Undefined where they are equal. */
  readonly better: boolean | undefined;
}

/**
 * In the unit of the column, 0 for the baseline itself; undefined in a column that is no metric and where either has no
 * value. Rounded to what doubles can tell apart: 0.9 - 0.8 is 0.1.
 */
export function runDifference(
  column: RunColumn,
  { run, baseline }: { run: RunRow; baseline: RunRow },
): number | undefined {
  const [value, from] = [column.value(run), column.value(baseline)];
  if (!column.metric || typeof value !== 'number' || typeof from !== 'number') return undefined;
  return Math.round((value - from) * 1e12) / 1e12;
}

/** Undefined in a column that is no metric, for the baseline itself, and where either has no value. */
export function runDelta(
  column: RunColumn,
  { run, baseline, format }: { run: RunRow; baseline: RunRow | undefined; format: Format },
): RunDelta | undefined {
  if (baseline === undefined || baseline.id === run.id) return undefined;
  const difference = runDifference(column, { run, baseline });
  if (difference === undefined) return undefined;
  const better = difference === 0 ? undefined : difference > 0 !== (column.lowerIsBetter ?? false);
  const write = column.as === 'percent' ? signed : signedNumber;
  return { text: write(difference, format), better };
}
