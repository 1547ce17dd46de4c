// A CSV, TSV, JSONL or JSON file -> rows of cells with their line, plus what was detected. Which columns matter is
// decided in table-columns.ts. No I/O besides reading the one file.
import { stat } from 'node:fs/promises';
import type { DataProblem } from './dataset-version.ts';
import { readDelimited } from './delimited-table.ts';
import { dataError } from './errors.ts';
import { readJsonArray, readJsonLines } from './json-lines.ts';
import { dataProblem } from './problems.ts';
import { readData } from './read-within.ts';
import { decodeText } from './text-encoding.ts';

/** One row; `line` is 1-based. A cell is a string in CSV and any JSON value in JSONL; absent is ''. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly unknown[];
}

/** What stands in a cell; empty for a JSON object or array, which is asked for nothing: it may hold a `toString`. */
export function cellText(cell: unknown): string {
  return typeof cell === 'object' || cell === undefined ? '' : String(cell);
}

/** How the text is laid out. */
export type TableLayout =
  | { readonly layout: 'delimited'; readonly separator: string; readonly header: boolean }
  | { readonly layout: 'json-lines' | 'json-array' };

export type TableFormat = TableLayout & { readonly encoding: string };

/** What the readers of the two layouts give. */
export interface TableContent {
  readonly layout: TableLayout;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly problems: readonly DataProblem[];
}

export interface Table {
  readonly path: string;
  readonly format: TableFormat;
  /** Header, keys of the objects, or the numbers 0, 1, ... */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly problems: readonly DataProblem[];
}

export interface TableOptions {
  readonly encoding?: string;
  readonly separator?: string;
  /** Names the person gave; a first record that holds one of them is a header. */
  readonly named: readonly string[];
}

/** The longest JavaScript string is about 2^29 characters. */
const limitBytes = 2 ** 29 - 24;

async function readBytes(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > limitBytes) throw dataError('file-too-large', { path, sizeBytes: size, limitBytes });
    return await readData(path);
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    if ('code' in cause && cause.code === 'ENOENT') throw dataError('missing', { path }, cause);
    throw dataError('unreadable', { path, reason: cause.message }, cause);
  }
}

function readContent(path: string, text: string, options: TableOptions): TableContent {
  const start = text.trimStart()[0];
  if (start === '[' && /\.json$/i.test(path)) return readJsonArray(path, text);
  const isLines = start === '{' || /\.(jsonl|ndjson|json)$/i.test(path);
  return isLines ? readJsonLines(path, text) : readDelimited(path, text, options);
}

function lossyRows(table: Pick<Table, 'rows'>): Set<TableRow> {
  return new Set(
    table.rows.filter((row) => row.cells.some((cell) => typeof cell === 'string' && cell.includes('\ufffd'))),
  );
}

/** Reads the table at `path`. Throws `data.missing`, `data.unreadable`, `data.empty-file`, `data.not-text` and others. */
export async function readTable(path: string, options: TableOptions): Promise<Table> {
  const bytes = await readBytes(path);
  if (bytes.length === 0) throw dataError('empty-file', { path });
  const { text, encoding, lossy } = decodeText(bytes, path, options.encoding);
  if (text.trim() === '') throw dataError('empty-file', { path });
  const read = readContent(path, text, options);
  const format: TableFormat = { ...read.layout, encoding };
  const undecodable = lossy ? lossyRows(read) : new Set<TableRow>();
  const problems = [...undecodable].map((row) => ({
    source: { path, row: row.line },
    ...dataProblem('undecodable', { encoding }),
  }));
  const rows = read.rows.filter((row) => !undecodable.has(row));
  if (rows.length + read.problems.length + problems.length === 0) throw dataError('no-rows', { path });
  return { path, format, columns: read.columns, rows, problems: [...read.problems, ...problems] };
}
