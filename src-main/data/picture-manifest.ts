// A CSV, TSV or JSONL manifest of pictures (path, label, optional split) -> the picture files it names.
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { DataOptions } from './data-options.ts';
import type { DataProblem, SplitName } from './dataset-version.ts';
import { dataError } from './errors.ts';
import type { PictureFile } from './picture-folders.ts';
import { dataProblem, type Problem } from './problems.ts';
import { splitOfName } from './split-names.ts';
import { findManifestColumns } from './table-columns.ts';
import { readTable, type TableFormat, type TableRow } from './table-reader.ts';

export interface ManifestFile extends PictureFile {
  readonly row: number;
}

export interface ManifestReading {
  readonly splits: readonly SplitName[];
  readonly files: readonly ManifestFile[];
  readonly problems: readonly DataProblem[];
  readonly table: TableFormat;
  readonly columns: Readonly<Record<string, string>>;
}

type Reading = { readonly file: PictureFile } | Problem;

function cellText(cell: unknown): string {
  return typeof cell === 'object' || cell === undefined ? '' : String(cell).trim();
}

/** Paths are relative to the manifest; those that leave its folder are refused, so that a data set is one folder. */
function readRow(
  root: string,
  cells: { path: string; label: string; split?: string },
  given: SplitName,
): Reading {
  if (cells.path === '') return dataProblem('empty-path', {});
  if (cells.label === '') return dataProblem('empty-label', {});
  if (cells.path.includes('\0')) return dataProblem('nul-character', {});
  const path = resolve(root, cells.path.replaceAll('\\', '/'));
  const inside = relative(root, path);
  if (inside.startsWith('..') || isAbsolute(inside))
    return dataProblem('outside-folder', { path: cells.path });
  const split = cells.split === undefined ? given : splitOfName(cells.split);
  if (split === undefined) return dataProblem('unknown-split', { split: cells.split! });
  return { file: { path, label: cells.label, given: split } };
}

/** Reads the manifest at `path`. Row errors become problems; see `readTable` and `findManifestColumns` for what is thrown. */
export async function readPictureManifest(
  path: string,
  given: SplitName,
  data: DataOptions,
): Promise<ManifestReading> {
  const named = data.labelColumn === undefined ? [] : [data.labelColumn];
  const table = await readTable(path, { encoding: data.encoding, separator: data.separator, named });
  if (table.rows.length === 0) throw dataError('no-rows', { path });
  const columns = findManifestColumns(table, { label: data.labelColumn });
  const problems = [...table.problems];
  const files: ManifestFile[] = [];
  const rows = new Map<string, number>();
  const add = ({ line, cells }: TableRow) => {
    const split =
      columns.split !== undefined && given === 'train' ? cellText(cells[columns.split]) : undefined;
    const texts = { path: cellText(cells[columns.path]), label: cellText(cells[columns.label]), split };
    const reading = readRow(dirname(path), texts, given);
    const refuse = (problem: Problem) => problems.push({ source: { path, row: line }, ...problem });
    if ('code' in reading) return refuse(reading);
    const earlier = rows.get(reading.file.path);
    if (earlier !== undefined)
      return refuse(dataProblem('repeated-path', { path: texts.path, line: earlier }));
    rows.set(reading.file.path, line);
    files.push({ ...reading.file, row: line });
  };
  table.rows.forEach(add);
  const names = Object.fromEntries(
    Object.entries(columns).map(([role, index]) => [role, table.columns[index]!]),
  );
  const splits = [...new Set([given, ...files.map((file) => file.given)])];
  return { splits, files, problems, table: table.format, columns: names };
}
