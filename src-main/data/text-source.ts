// A table of texts -> candidates. A folder may hold one table, or tables called train, validation and test.
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Candidate, SourceReport } from './candidates.ts';
import type { DataOptions } from './data-options.ts';
import type { DataProblem, SplitName } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { dataProblem, type Problem } from './problems.ts';
import { splitOfName } from './split-names.ts';
import { findTextColumns } from './table-columns.ts';
import { readTable, type TableRow } from './table-reader.ts';

const tableFile = /\.(csv|tsv|jsonl|ndjson)$/i;
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
  const files = (await readdir(path)).filter((name) => tableFile.test(name) && !name.startsWith('.')).sort();
  const named = files.flatMap((name) => {
    const split = splitOfName(name.replace(tableFile, ''));
    return split === undefined ? [] : [{ path: join(path, name), given: split }];
  });
  const perSplit = new Set(named.map((table) => table.given)).size === named.length;
  if (given === 'train' && perSplit && named.some((table) => table.given === 'train')) return named;
  if (files.length === 1) return [{ path: join(path, files[0]!), given }];
  throw dataError('no-table', { path, found: files });
}

function labelOf(cell: unknown): string | undefined {
  if (typeof cell === 'string') return cell.trim();
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : undefined;
}

function kindOf(cell: unknown): string {
  return Array.isArray(cell) ? 'an array' : `a value of type ${typeof cell}`;
}

interface RowReading {
  readonly candidate?: Pick<Candidate, 'text' | 'label'>;
  readonly problem?: Problem & Pick<DataProblem, 'warning'>;
}

function wrongType(needed: 'text' | 'label', cell: unknown): RowReading {
  return { problem: dataProblem('wrong-type', { needed, found: kindOf(cell) }) };
}

function readRow(textCell: unknown, labelCell: unknown): RowReading {
  const label = labelOf(labelCell);
  if (label === undefined) return wrongType('label', labelCell);
  if (typeof textCell !== 'string') return wrongType('text', textCell);
  const text = textCell.trim();
  if (text === '') return { problem: dataProblem('empty-text', {}) };
  if (label === '') return { problem: dataProblem('empty-label', {}) };
  if (text.includes('\0') || label.includes('\0')) return { problem: dataProblem('nul-character', {}) };
  const candidate = { text, label };
  if (text.length < longTextLength) return { candidate };
  const problem = dataProblem('long-text', { characters: text.length });
  return { candidate, problem: { ...problem, warning: true } };
}

/** Reads one table of texts. Row errors become problems; see `readTable` and `findTextColumns` for what is thrown. */
export async function readTextTable(table: TextTable, data: DataOptions): Promise<SourceReport> {
  const named = [data.textColumn, data.labelColumn].filter((name) => name !== undefined);
  const read = await readTable(table.path, { encoding: data.encoding, separator: data.separator, named });
  const problems = [...read.problems];
  if (read.rows.length === 0) {
    if (problems.length === 0) throw dataError('no-rows', { path: table.path });
    const first = `line ${problems[0]!.source.row}: ${problems[0]!.message}`;
    throw dataError('no-examples', {
      path: table.path,
      split: table.given,
      problems: problems.length,
      first,
    });
  }
  const columns = findTextColumns(read, { text: data.textColumn, label: data.labelColumn });
  const candidates: Candidate[] = [];
  const add = (row: TableRow) => {
    const source = { path: table.path, row: row.line };
    const { candidate, problem } = readRow(row.cells[columns.text], row.cells[columns.label]);
    if (problem !== undefined) problems.push({ source, ...problem });
    if (candidate === undefined) return;
    const contentHash = createHash('sha256').update(candidate.text!).digest('hex');
    candidates.push({ source, contentHash, given: table.given, ...candidate });
  };
  read.rows.forEach(add);
  const names = { text: read.columns[columns.text]!, label: read.columns[columns.label]! };
  const format = { layout: 'table', table: read.format, columns: names } as const;
  const { path, given } = table;
  return { path, given, splits: [given], format, candidates, problems };
}
