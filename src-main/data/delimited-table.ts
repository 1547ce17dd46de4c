// Text of a CSV or TSV file -> columns and rows: separator and header are detected, unusable records reported.
import type { DataProblem } from './dataset-version.ts';
import { type DelimitedRecord, parseDelimited } from './delimited-records.ts';
import { dataProblem, type Problem } from './problems.ts';
import type { TableContent, TableOptions, TableRow } from './table-reader.ts';

const separators = [',', '\t', ';', '|'] as const;
const familiarNames =
  /^(text|texts|sentence|message|content|body|comment|review|tweet|question|title|description|labels?|class|category|categories|intent|sentiment|target|tag|type|path|file|filename|file_name|image|picture|split|subset|id|index)$/i;

function mostCommonWidth(records: readonly DelimitedRecord[]): { width: number; share: number } {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [width, count] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
  return { width, share: count / Math.max(1, records.length) };
}

/** The separator under which most of the first records have the same number of cells, and more than one. */
function detectSeparator(text: string): string {
  const scored = separators.map((separator) => {
    const records = [...parseDelimited(text, separator, 200)].filter(
      (record) => record.cells.join('') !== '',
    );
    const { width, share } = mostCommonWidth(records);
    return { separator, score: width > 1 ? share + (records[0]?.cells.length === width ? 1 : 0) : 0 };
  });
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).separator;
}

/** Names are short, differ from each other, are no numbers and do not come again below. */
function isHeader(
  first: readonly string[],
  rows: readonly DelimitedRecord[],
  named: readonly string[],
): boolean {
  const filled = first.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (filled.length === 0) return false;
  if (filled.some((cell) => named.includes(cell)) || filled.every((cell) => familiarNames.test(cell)))
    return true;
  if (first.some((cell, column) => cell !== '' && rows.some((row) => row.cells[column] === cell)))
    return false;
  if (filled.some((cell) => familiarNames.test(cell))) return true;
  if (new Set(filled).size < filled.length) return false;
  return !filled.some((cell) => cell.length > 40 || /^[-+\d.,]+$/.test(cell));
}

/** Why a record cannot be a row of these columns. */
function faultOf({ cells, quotes }: DelimitedRecord, columns: readonly string[]): Problem | undefined {
  if (quotes === 'unclosed') return dataProblem('broken-quotes', {});
  if (cells.length !== columns.length)
    return dataProblem('ragged-row', { needed: columns.length, found: cells.length });
  const extra = cells.findIndex((cell, column) => columns[column] === '' && cell.trim() !== '');
  return extra >= 0 ? dataProblem('ragged-row', { cell: extra + 1 }) : undefined;
}

function isBlank({ cells }: DelimitedRecord): boolean {
  return cells.length === 1 && cells[0]!.trim() === '';
}

/** Never throws: what is no row is a problem. */
export function readDelimited(path: string, text: string, options: TableOptions): TableContent {
  const separator = options.separator ?? detectSeparator(text);
  const all = [...parseDelimited(text, separator)];
  const records = all.slice(0, all.findLastIndex((record) => !isBlank(record)) + 1);
  const start = records.findIndex((record) => !isBlank(record));
  const first = records[start]!.cells;
  const header = isHeader(first, records.slice(start + 1, start + 1000), options.named);
  const columns = header
    ? first.map((cell) => cell.trim())
    : Array.from({ length: mostCommonWidth(records).width }, (_, column) => String(column));
  const problems: DataProblem[] = [];
  const report = (line: number, problem: Problem, warning?: true) =>
    problems.push({ source: { path, row: line }, ...problem, ...(warning && { warning }) });
  const rows: TableRow[] = [];
  for (const [position, record] of records.entries()) {
    if (header && position === start) continue;
    const fault = faultOf(record, columns);
    const repeated = header && record.cells.join('\n') === first.join('\n');
    if (isBlank(record)) report(record.line, dataProblem('blank-line', {}), true);
    else if (repeated) report(record.line, dataProblem('repeated-header', {}));
    else if (fault !== undefined) report(record.line, fault);
    else rows.push(record);
    if (fault === undefined && record.quotes === 'stray')
      report(record.line, dataProblem('stray-quote', {}), true);
  }
  return { layout: { layout: 'delimited', separator, header }, columns, rows, problems };
}
