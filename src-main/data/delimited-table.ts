// Text of a CSV or TSV file -> columns and rows: separator and header are detected, unusable records reported.
import { isFamiliarName } from './column-names.ts';
import type { DataProblem } from './dataset-version.ts';
import { type DelimitedRecord, parseDelimited } from './delimited-records.ts';
import { dataProblem, type Problem } from './problems.ts';
import { linesOf, swallowedRowsIn } from './swallowed-rows.ts';
import { isBlank, leadingComments, separatorLine, withoutComments } from './table-preamble.ts';
import type { TableContent, TableOptions, TableRow } from './table-reader.ts';

const separators = [',', '\t', ';', '|'] as const;

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
  if (filled.some((cell) => named.includes(cell)) || filled.every((cell) => isFamiliarName(cell)))
    return true;
  if (first.some((cell, column) => cell !== '' && rows.some((row) => row.cells[column] === cell)))
    return false;
  if (filled.some((cell) => isFamiliarName(cell))) return true;
  if (new Set(filled).size < filled.length) return false;
  return !filled.some((cell) => cell.length > 40 || /^[-+\d.,]+$/.test(cell));
}

interface Columns {
  readonly names: readonly string[];
  /** Columns without a name in which next to nothing stands: what stands there has slipped out of its own cell. */
  readonly spare: ReadonlySet<number>;
}

/** A nameless column is ordinary where it is filled: pandas writes its index so. */
function settleColumns(first: readonly string[], rows: readonly DelimitedRecord[]): Columns {
  const { width, share } = mostCommonWidth(rows);
  // R leaves the name of the column of row names away altogether.
  const shifted = width === first.length + 1 && share > 0.9 && first.every((cell) => cell.trim() !== '');
  const names = [...(shifted ? [''] : []), ...first.map((cell) => cell.trim())];
  const whole = rows.filter(({ cells }) => cells.length === names.length);
  const isSpare = (column: number) =>
    whole.filter(({ cells }) => cells[column]!.trim() !== '').length * 2 < Math.max(1, whole.length);
  return { names, spare: new Set(names.flatMap((name, at) => (name === '' && isSpare(at) ? [at] : []))) };
}

/** The record with as many cells as there are columns, as far as only empty cells come or go. */
function fitted(record: DelimitedRecord, { names, spare }: Columns): DelimitedRecord {
  const { cells } = record;
  if (cells.slice(names.length).every((cell) => cell.trim() === '') && cells.length > names.length)
    return { ...record, cells: cells.slice(0, names.length) };
  const absent = names.slice(cells.length).map((_, at) => cells.length + at);
  if (absent.length === 0 || !absent.every((column) => spare.has(column))) return record;
  return { ...record, cells: [...cells, ...absent.map(() => '')] };
}

/** Why a record cannot be a row of these columns. */
function faultOf({ cells, quotes }: DelimitedRecord, { names, spare }: Columns): Problem | undefined {
  if (quotes === 'unclosed') return dataProblem('broken-quotes', {});
  if (cells.length !== names.length)
    return dataProblem('ragged-row', { needed: names.length, found: cells.length });
  const extra = cells.findIndex((cell, column) => spare.has(column) && cell.trim() !== '');
  return extra >= 0 ? dataProblem('ragged-row', { cell: extra + 1 }) : undefined;
}

interface Parts {
  readonly separator: string;
  /** null where the columns have no names. */
  readonly header: DelimitedRecord | null;
  readonly comments: readonly DelimitedRecord[];
  /** Everything below the header, without blank lines at the end. */
  readonly body: readonly DelimitedRecord[];
}

function partsOf(text: string, options: TableOptions): Parts {
  const directive = separatorLine(text);
  const content = text.slice(directive?.length ?? 0);
  const separator = options.separator ?? directive?.separator ?? detectSeparator(withoutComments(content));
  const all = [...parseDelimited(text, separator)].slice(directive === undefined ? 0 : 1);
  const records = all.slice(0, all.findLastIndex((record) => !isBlank(record)) + 1);
  const below = (record: DelimitedRecord) => records.slice(records.indexOf(record) + 1);
  const isNamed = (record: DelimitedRecord, from = record) =>
    isHeader(record.cells, below(from).slice(0, 1000), options.named);
  const { width } = mostCommonWidth(records);
  const { comments, header: marked } = leadingComments(records, width, (record) =>
    isNamed(
      record,
      records.find(({ line }) => line === record.line),
    ),
  );
  const after = comments.at(-1);
  const rest = after === undefined ? records : below(after);
  const first = rest.find((record) => !isBlank(record));
  const header = marked ?? (first !== undefined && isNamed(first) ? first : null);
  const body = header === null ? rest : rest.filter(({ line }) => line !== header.line);
  return { separator, header, comments, body };
}

/** Never throws: what is no row is a problem. */
export function readDelimited(path: string, text: string, options: TableOptions): TableContent {
  const { separator, header, comments, body } = partsOf(text, options);
  const numbered = Array.from({ length: mostCommonWidth(body).width }, (_, column) => String(column));
  const filled = body.filter((record) => !isBlank(record));
  const columns = settleColumns(header?.cells ?? numbered, filled);
  const swallowed = swallowedRowsIn(filled, { separator, width: columns.names.length });
  const problems: DataProblem[] = [];
  const report = (line: number, problem: Problem, warning?: true) =>
    problems.push({ source: { path, row: line }, ...problem, ...(warning && { warning }) });
  for (const { line } of comments) report(line, dataProblem('comment-line', {}), true);
  const rows: TableRow[] = [];
  for (const record of body) {
    const row = fitted(record, columns);
    const fault = faultOf(row, columns);
    // What does not fit the columns and has several lines has lost more rows than the one it begins as.
    const lines = fault?.code === 'ragged-row' ? linesOf(row) : fault === undefined ? swallowed(row) : 0;
    if (isBlank(record)) report(record.line, dataProblem('blank-line', {}), true);
    else if (record.cells.join('\n') === header?.cells.join('\n'))
      report(record.line, dataProblem('repeated-header', {}));
    else if (lines > 1) report(record.line, dataProblem('swallowed-rows', { lines }));
    else if (fault !== undefined) report(record.line, fault);
    else rows.push(row);
    if (fault === undefined && record.quotes === 'stray')
      report(record.line, dataProblem('stray-quote', {}), true);
  }
  const layout = { layout: 'delimited', separator, header: header !== null } as const;
  return { layout, columns: columns.names, rows, problems };
}
