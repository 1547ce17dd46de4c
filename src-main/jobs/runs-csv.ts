// Runs as tables for a spreadsheet: one row a run, one row an epoch, or one row a point of a curve.
import { setImmediate } from 'node:timers/promises';
import { byteOrderMark, csvRow } from '../data/csv-writer.ts';
import { runEpochs, stepsAfter } from '../store/metrics-repository.ts';
import type { Store } from '../store/open-store.ts';
import { type RunTableRow, runTable, runTableRows, tableSettings } from '../store/run-table.ts';
import { findRun } from '../store/runs-repository.ts';

export type CsvContent = 'runs' | 'epochs' | 'steps';

type Cell = string | number;

/** `runs` absent: every run that is not archived, newest first. Unknown ids are left out. */
export async function runsCsv(
  store: Store,
  content: CsvContent,
  ids: readonly string[] | undefined,
): Promise<string> {
  const rows =
    ids === undefined ? runTable(store.db).filter(({ archived }) => !archived) : runTableRows(store.db, ids);
  const shown = [...new Set(rows.flatMap(({ test }) => Object.keys(test)))];
  const lines: string[] = [byteOrderMark, csvRow(header(content, shown))];
  for (const [at, row] of rows.entries()) {
    lines.push(cellsOf(store, { content, shown }, row).map(csvRow).join(''));
    if (at % 50 === 49 || content !== 'runs') await setImmediate();
  }
  return lines.join('');
}

/** `shown`: figures that any of the runs has. */
function header(content: CsvContent, shown: readonly string[]): string[] {
  if (content === 'epochs') return ['run', 'name', 'epoch', 'step', 'phase', 'metric', 'value'];
  if (content === 'steps') return ['run', 'name', 'step', 'metric', 'value'];
  return [
    'run',
    'name',
    'experiment',
    'state',
    'task',
    'model',
    'data',
    'dataset hash',
    'created',
    'seconds',
    'epochs',
    'best epoch',
    'lowest validation loss',
    'highest validation accuracy',
    ...shown.map((name) => `test ${name}`),
    ...tableSettings,
    'seed',
    'backend',
    'tags',
    'favourite',
    'archived',
    'notes',
  ];
}

function cellsOf(
  store: Store,
  { content, shown }: { readonly content: CsvContent; readonly shown: readonly string[] },
  row: RunTableRow,
): readonly Cell[][] {
  if (content === 'runs') return [runCells(row, shown)];
  const { key } = findRun(store.db, row.id);
  if (content === 'epochs')
    return runEpochs(store.db, key).flatMap(({ epoch, step, phase, metrics }) =>
      Object.entries(metrics).map(([name, value]) => [
        row.id,
        row.name,
        epoch,
        step,
        phase,
        name,
        value ?? '',
      ]),
    );
  return Object.entries(stepsAfter(store.db, key, -1)).flatMap(([name, points]) =>
    points.map(([step, value]) => [row.id, row.name, step, name, value ?? '']),
  );
}

function runCells(row: RunTableRow, shown: readonly string[]): Cell[] {
  return [
    row.id,
    row.name,
    row.experiment ?? '',
    row.state,
    row.task,
    row.model,
    row.dataset?.path ?? '',
    row.dataset?.hash ?? '',
    new Date(row.createdAtMs).toISOString(),
    row.seconds,
    row.epochs,
    row.bestEpoch ?? '',
    row.lowestValLoss ?? '',
    row.highestValAccuracy ?? '',
    ...shown.map((name) => row.test[name] ?? ''),
    ...tableSettings.map((path) => cell(row.settings[path])),
    row.seed,
    row.backend,
    row.tags.join(' '),
    row.favourite ? 'yes' : '',
    row.archived ? 'yes' : '',
    row.notes,
  ];
}

function cell(value: string | number | boolean | undefined): Cell {
  return typeof value === 'boolean' ? String(value) : (value ?? '');
}
