// A quote that is never closed can be "closed" by a stray quote some lines further on: rows then vanish into one text.
import type { DelimitedRecord } from './delimited-records.ts';

/** Values longer than this are texts; that one comes again says nothing about where rows begin. */
const maxValueLength = 40;

/** The values that come again in each column: what labels look like. */
function repeatedValues(records: readonly DelimitedRecord[], width: number): readonly Set<string>[] {
  return Array.from({ length: width }, (_, column) => {
    const [seen, again] = [new Set<string>(), new Set<string>()];
    for (const { cells } of records) {
      const value = cells[column]?.trim() ?? '';
      if (value === '' || value.length > maxValueLength) continue;
      (seen.has(value) ? again : seen).add(value);
    }
    return again;
  });
}

/** Lines of the file that a record covers. */
export function linesOf({ cells }: DelimitedRecord): number {
  return 1 + cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

/** The record as the rows it would be if the quote were an ordinary character; undefined where it has one line. */
function asRows({ cells }: DelimitedRecord, separator: string): string[][] | undefined {
  const column = cells.findIndex((cell) => /[\r\n]/.test(cell));
  if (column < 0) return undefined;
  const rows = cells[column]!.split(/\r\n|\n|\r/).map((line) => line.split(separator));
  rows[0]!.unshift(...cells.slice(0, column));
  rows.at(-1)!.push(...cells.slice(column + 1));
  return rows;
}

/**
 * Tells of a record of several lines how many rows it has swallowed: 0, or the number of lines where each of them
 * would be a whole row and ends or begins with a value that other rows have in that column.
 */
export function swallowedRowsIn(
  records: readonly DelimitedRecord[],
  { separator, width }: { readonly separator: string; readonly width: number },
): (record: DelimitedRecord) => number {
  if (width < 2) return () => 0;
  let values: readonly Set<string>[] | undefined;
  return (record) => {
    const rows = asRows(record, separator);
    if (rows === undefined || rows.some((row) => row.length !== width)) return 0;
    values ??= repeatedValues(
      records.filter(({ cells }) => !cells.some((cell) => /[\r\n]/.test(cell))),
      width,
    );
    const known = values;
    const isRow = (row: readonly string[]) => row.some((cell, column) => known[column]!.has(cell.trim()));
    return rows.every(isRow) ? rows.length : 0;
  };
}
