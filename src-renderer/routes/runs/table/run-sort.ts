// The order of the runs: by several columns, the first deciding. What is not known comes last, either way up.
import { sortKey } from './folded-text.ts';
import { columnOf } from './run-columns.ts';
import type { RunRow } from './run-row.ts';

export interface SortBy {
  readonly column: string;
  readonly descending: boolean;
}

export const newestFirst: readonly SortBy[] = [{ column: 'created', descending: true }];

type Key = string | number | null;

function keyOf(value: unknown): Key {
  if (typeof value === 'string') return value === '' ? null : sortKey(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Stable: runs that the columns do not tell apart stay as they are. */
export function sortRuns(runs: readonly RunRow[], order: readonly SortBy[]): readonly RunRow[] {
  const columns = order.flatMap(({ column, descending }) => {
    const known = columnOf(column);
    return known ? [{ value: known.value, sign: descending ? -1 : 1 }] : [];
  });
  if (columns.length === 0) return runs;
  // Keys are made once for each run, not once for each comparison.
  const keyed = runs.map((run) => ({ run, keys: columns.map(({ value }) => keyOf(value(run))) }));
  keyed.sort((a, b) => {
    for (let at = 0; at < columns.length; at++) {
      const difference = compare(a.keys[at]!, b.keys[at]!, columns[at]!.sign);
      if (difference !== 0) return difference;
    }
    return 0;
  });
  return keyed.map(({ run }) => run);
}

function compare(a: Key, b: Key, sign: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -sign : sign;
}

/** A press on a heading: ascending or descending first, as the column has it, then the other way, then not at all.
 *  `add` keeps the columns that decide before it. */
export function sortPressed(order: readonly SortBy[], column: string, add: boolean): readonly SortBy[] {
  const first = columnOf(column)?.descendingFirst ?? false;
  const present = order.find((by) => by.column === column);
  const others = add ? order.filter((by) => by.column !== column) : [];
  if (present === undefined || (!add && order.length > 1)) return [...others, { column, descending: first }];
  if (present.descending === first)
    return add
      ? order.map((by) => (by === present ? { column, descending: !first } : by))
      : [{ column, descending: !first }];
  return others.length > 0 ? others : newestFirst;
}
