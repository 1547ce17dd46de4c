// A table of texts -> candidates. A folder may hold one table, or tables called train, validation and test.
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Candidate, SourceReport } from './candidates.ts';
import type { DataOptions } from './data-options.ts';
import type { DataProblem, SplitName } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { labelOf } from './label-text.ts';
import { dataProblem, type Problem } from './problems.ts';
import { splitOfName } from './split-names.ts';
import { isSystemName } from './system-files.ts';
import { findTextColumns, namesGiven } from './table-columns.ts';
import { readTable, type TableRow } from './table-reader.ts';
import { columnsTaken, measuredLabels, refuseSeveralLabels, splitOfRow } from './table-rows.ts';

const tableFile = /\.(csv|tsv|jsonl|ndjson|json)$/i;
/** Beyond this a text is more likely a mistake than a text; it is used, and mentioned. */
const longTextLength = 100_000;

interface TextTable {
  readonly path: string;
  readonly given: SplitName;
}

/** The tables under `path`. Throws `data.missing`, `data.no-table`. */
export async function findTextTables(path: string, given: SplitName): Promise<readonly TextTable[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw dataError('missing', { path }, cause);
  });
  if (!found.isDirectory()) return [{ path, given }];
  const files = (await readdir(path)).filter((name) => tableFile.test(name) && !isSystemName(name)).sort();
  const named = files.flatMap((name) => {
    const split = splitOfName(name.replace(tableFile, ''));
    return split === undefined ? [] : [{ path: join(path, name), given: split }];
  });
  const perSplit = new Set(named.map((table) => table.given)).size === named.length;
  if (given === 'train' && perSplit && named.some((table) => table.given === 'train')) return named;
  // JSON beside a table is more often about the data than the data.
  const tables = files.filter((name) => !/\.json$/i.test(name));
  const [only, ...more] = tables.length > 0 ? tables : files;
  if (only !== undefined && more.length === 0) return [{ path: join(path, only), given }];
  throw dataError('no-table', { path, found: files });
}

function kindOf(cell: unknown): string {
  return Array.isArray(cell) ? 'an array' : `a value of type ${typeof cell}`;
}

interface RowReading {
  readonly candidate?: Pick<Candidate, 'text' | 'label' | 'given'>;
  readonly problem?: Problem & Pick<DataProblem, 'warning'>;
}

interface RowCells {
  readonly text: unknown;
  readonly label: unknown;
  /** Absent where no column divides the rows. */
  readonly split?: SplitName | Problem;
}

function readRow(cells: RowCells, given: SplitName): RowReading {
  const label = labelOf(cells.label);
  if (typeof label !== 'string') return { problem: label };
  if (typeof cells.text !== 'string')
    return { problem: dataProblem('wrong-type', { needed: 'text', found: kindOf(cells.text) }) };
  const text = cells.text.trim();
  if (text === '') return { problem: dataProblem('empty-text', {}) };
  if (text.includes('\0')) return { problem: dataProblem('nul-character', {}) };
  const { split = given } = cells;
  if (typeof split !== 'string') return { problem: split };
  const candidate = { text, label, given: split };
  if (text.length < longTextLength) return { candidate };
  const problem = dataProblem('long-text', { characters: text.length });
  return { candidate, problem: { ...problem, warning: true } };
}

/** Reads one table of texts. Row errors become problems; see `readTable` and `findTextColumns` for what is thrown. */
export async function readTextTable(table: TextTable, data: DataOptions): Promise<SourceReport> {
  const { path, given } = table;
  const named = namesGiven(data);
  const read = await readTable(path, { encoding: data.encoding, separator: data.separator, named });
  const problems = [...read.problems];
  if (read.rows.length === 0) {
    if (problems.length === 0) throw dataError('no-rows', { path });
    const first = `line ${problems[0]!.source.row}: ${problems[0]!.message}`;
    throw dataError('no-examples', { path, split: given, problems: problems.length, first });
  }
  const columns = findTextColumns(read, given === 'train' ? data : { ...data, splitColumn: false });
  const candidates: Candidate[] = [];
  const add = (row: TableRow) => {
    const source = { path, row: row.line };
    const split = given === 'train' ? splitOfRow(read, columns.split, row) : undefined;
    const cells = { text: row.cells[columns.text], label: row.cells[columns.label], split };
    const { candidate, problem } = readRow(cells, given);
    if (problem !== undefined) problems.push({ source, ...problem });
    if (candidate === undefined) return;
    const contentHash = createHash('sha256').update(candidate.text!).digest('hex');
    candidates.push({ source, contentHash, ...candidate });
  };
  read.rows.forEach(add);
  refuseSeveralLabels(path, problems, candidates.length);
  problems.push(...measuredLabels(read, columns.label));
  const format = { layout: 'table', table: read.format, ...columnsTaken(read, columns) } as const;
  const splits = [...new Set([given, ...candidates.map((candidate) => candidate.given)])];
  return { path, given, splits, format, candidates, problems };
}
