// The table of runs as CSV: the columns on show with plain numbers, and beside each metric how far the run is from the
// baseline where one is taken. Pure.
import { csvOf } from '../../../lib/charts/save-file.ts';
import type { Messages } from '../../../lib/i18n/messages/en.ts';
import { columnTitle } from '../column-title.ts';
import { nameColumn, type RunColumn } from './run-columns.ts';
import { runDifference } from './run-delta.ts';
import type { RunRow } from './run-row.ts';

type Cell = string | number | null;

interface CsvColumn {
  readonly title: string;
  readonly cell: (run: RunRow) => Cell;
}

export function runsAsCsv(
  runs: readonly RunRow[],
  { columns, baseline, t }: { columns: readonly RunColumn[]; baseline: RunRow | undefined; t: Messages },
): string {
  const shown = [nameColumn, ...columns.filter(({ sortable }) => sortable !== false)];
  const written = shown.flatMap((column): CsvColumn[] => {
    const title = columnTitle(column, t);
    const plain = { title, cell: (run: RunRow) => plainCell(column, run) };
    if (!column.metric || baseline === undefined) return [plain];
    const difference = (run: RunRow) => runDifference(column, { run, baseline }) ?? null;
    return [plain, { title: t.runs.differenceTo(title, baseline.name), cell: difference }];
  });
  return csvOf(
    written.map(({ title }) => title),
    runs.map((run) => written.map(({ cell }) => cell(run))),
  );
}

function plainCell({ value, as }: RunColumn, run: RunRow): Cell {
  const cell = value(run);
  return as === 'ago' && typeof cell === 'number' ? new Date(cell).toISOString() : cell;
}
