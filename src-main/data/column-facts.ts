// What stands in each column of a table: how much, how often the same, how long, and which kind of numbers.
import type { Table } from './table-reader.ts';

export interface ColumnFacts {
  readonly index: number;
  readonly name: string;
  /** Rows looked at. */
  readonly rows: number;
  readonly filled: number;
  readonly distinct: number;
  readonly meanLength: number;
  /** flags: only 0 and 1; whole: whole numbers; fractions: numbers, not all of them whole; words: anything else. */
  readonly values: 'flags' | 'whole' | 'fractions' | 'words';
}

const sampleRows = 5000;

/** What is in a cell, as text; the one entry of a list counts as its entry. */
export function cellValue(cell: unknown): unknown {
  return Array.isArray(cell) && cell.length === 1 ? (cell[0] as unknown) : cell;
}

function kindOf(distinct: ReadonlySet<string>): ColumnFacts['values'] {
  const values = [...distinct];
  if (values.every((value) => /^(true|false)$/i.test(value))) return 'flags';
  const numbers = values.map((value) =>
    /^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i.test(value) ? Number(value) : Number.NaN,
  );
  if (numbers.some(Number.isNaN)) return 'words';
  if (numbers.every((number) => number === 0 || number === 1)) return 'flags';
  return numbers.every(Number.isInteger) ? 'whole' : 'fractions';
}

/** Columns with something in them, whether they have a name or not. */
export function columnFacts(table: Pick<Table, 'rows' | 'columns'>): ColumnFacts[] {
  const sample = table.rows.slice(0, sampleRows);
  return table.columns.flatMap((name, index) => {
    const values = sample
      .map((row) => cellValue(row.cells[index]))
      .filter((cell) => cell !== '' && typeof cell !== 'object')
      .map(String);
    if (values.length === 0) return [];
    const meanLength = values.reduce((sum, value) => sum + value.length, 0) / values.length;
    const distinct = new Set(values);
    return [
      {
        index,
        name,
        rows: sample.length,
        filled: values.length,
        distinct: distinct.size,
        meanLength,
        values: kindOf(distinct),
      },
    ];
  });
}

/** Few values that come again often. */
export function isLabelLike({ filled, distinct, values }: ColumnFacts): boolean {
  return (
    distinct >= 2 &&
    distinct <= Math.max(5, filled * 0.1) &&
    values !== 'fractions' &&
    !(values === 'whole' && distinct > 20)
  );
}

/** How a recipe names a column: by its header, or by its 0-based number where that is empty or stands twice. */
export function columnReference({ columns }: Pick<Table, 'columns'>, index: number): string {
  const name = columns[index]!;
  return name !== '' && columns.indexOf(name) === columns.lastIndexOf(name) ? name : String(index);
}
