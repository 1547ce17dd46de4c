// What tables of texts and manifests of pictures have in common once their columns are known.
import { columnFacts, columnReference } from './column-facts.ts';
import type { DataProblem, SplitName } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { dataProblem, type Problem } from './problems.ts';
import { splitOfCell } from './split-column.ts';
import { cellText, type Table, type TableRow } from './table-reader.ts';

/** What the columns of a table were taken for, by the names under which a recipe knows them. */
export interface ColumnsTaken {
  /** Role -> column. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns with something in them that are not looked at. */
  readonly ignored: readonly string[];
}

/** Names the columns found. */
export function columnsTaken(table: Table, found: object): ColumnsTaken {
  const positions = Object.entries(found) as [string, number][]; // roles with their columns
  const used = positions.map(([, index]) => index);
  return {
    columns: Object.fromEntries(positions.map(([role, index]) => [role, columnReference(table, index)])),
    ignored: columnFacts(table)
      .filter(({ index }) => !used.includes(index))
      .map(({ index }) => columnReference(table, index)),
  };
}

/** The split that a row names, or what is wrong with it; undefined where no column says it. */
export function splitOfRow(
  { columns }: Table,
  column: number | undefined,
  { cells }: TableRow,
): SplitName | Problem | undefined {
  if (column === undefined) return undefined;
  const split = cellText(cells[column]).trim();
  return splitOfCell(columns[column]!, split) ?? dataProblem('unknown-split', { split });
}

/** Throws `data.several-labels` where it is not a slip of a few rows. */
export function refuseSeveralLabels(path: string, problems: readonly DataProblem[], usable: number): void {
  const rows = problems.filter(({ code }) => code === 'several-labels').length;
  const labelled = rows + usable;
  if (rows * 20 > labelled) throw dataError('several-labels', { path, rows, labelled });
}

/** Classes out of measurements are what the person asked for by name, and are mentioned. */
export function measuredLabels(table: Table, label: number): DataProblem[] {
  if (columnFacts(table).find(({ index }) => index === label)?.values !== 'fractions') return [];
  const source = { path: table.path, row: table.rows[0]!.line };
  const column = columnReference(table, label);
  return [{ source, ...dataProblem('measured-labels', { column }), warning: true }];
}
