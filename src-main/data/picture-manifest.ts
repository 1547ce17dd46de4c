// A CSV, TSV, JSONL or JSON manifest of pictures (path, label, optional split) -> the picture files it names.
import { dirname } from 'node:path';
import type { DataOptions } from './data-options.ts';
import type { DataProblem, SplitName } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { labelOf } from './label-text.ts';
import { findPictures, type PathReading } from './manifest-paths.ts';
import type { PictureFile } from './picture-folders.ts';
import { openPictureIndex, type PictureIndex } from './picture-index.ts';
import { dataProblem, type Problem } from './problems.ts';
import { findManifestColumns, type IsPicture, namesGiven } from './table-columns.ts';
import { cellText, readTable, type Table, type TableFormat } from './table-reader.ts';
import {
  type ColumnsTaken,
  columnsTaken,
  measuredLabels,
  refuseSeveralLabels,
  splitOfRow,
} from './table-rows.ts';

export interface ManifestFile extends PictureFile {
  readonly row: number;
}

export interface ManifestReading extends ColumnsTaken {
  readonly splits: readonly SplitName[];
  readonly files: readonly ManifestFile[];
  readonly problems: readonly DataProblem[];
  readonly table: TableFormat;
}

/** Whether a cell names a file below the manifest's folder without its ending; the folder is read when first asked. */
export function pictureIds(manifest: string): {
  readonly isPicture: IsPicture;
  readonly index: () => PictureIndex;
} {
  let opened: PictureIndex | undefined;
  const index = () => {
    opened ??= openPictureIndex(dirname(manifest));
    return opened;
  };
  return { index, isPicture: (cell) => cell !== '' && index().withStem(cell).length > 0 };
}

interface Row {
  readonly reading: PathReading;
  readonly label: string | Problem;
  readonly split: SplitName | Problem;
}

function readRow({ reading, label, split }: Row): PictureFile | Problem {
  if ('code' in reading) return reading;
  if (typeof label !== 'string') return label;
  return typeof split === 'string' ? { path: reading.path, label, given: split } : split;
}

/** Reads the manifest at `path`. Row errors become problems; see `readTable` and `findManifestColumns` for what is thrown. */
export async function readPictureManifest(
  path: string,
  given: SplitName,
  data: DataOptions,
): Promise<ManifestReading> {
  const named = namesGiven(data);
  const table = await readTable(path, { encoding: data.encoding, separator: data.separator, named });
  if (table.rows.length === 0) throw dataError('no-rows', { path });
  const { isPicture, index } = pictureIds(path);
  const options = given === 'train' ? data : { ...data, splitColumn: false as const };
  const columns = findManifestColumns(table, options, isPicture);
  const paths = table.rows.map(({ cells }) => cellText(cells[columns.path]).trim());
  const readings = findPictures(dirname(path), paths, index);
  const problems = [...table.problems];
  const files: ManifestFile[] = [];
  const lines = new Map<string, number>();
  for (const [at, row] of table.rows.entries()) {
    const read = readRow({
      reading: readings[at]!,
      label: labelOf(row.cells[columns.label]),
      split: (given === 'train' ? splitOfRow(table, columns.split, row) : undefined) ?? given,
    });
    const earlier = 'code' in read ? undefined : lines.get(read.path);
    const settled =
      earlier === undefined ? read : dataProblem('repeated-path', { path: paths[at]!, line: earlier });
    if ('code' in settled) {
      problems.push({ source: { path, row: row.line }, ...settled });
      continue;
    }
    lines.set(settled.path, row.line);
    files.push({ ...settled, row: row.line });
  }
  refuseSeveralLabels(path, problems, files.length);
  problems.push(...measuredLabels(table, columns.label), ...lookedUp(table, paths, readings));
  const splits = [...new Set([given, ...files.map((file) => file.given)])];
  return { splits, files, problems, table: table.format, ...columnsTaken(table, columns) };
}

/** One warning for all pictures that are not where the table says. */
function lookedUp(table: Table, paths: readonly string[], readings: readonly PathReading[]): DataProblem[] {
  const found = readings.flatMap((reading, at) =>
    'elsewhere' in reading ? [{ at, path: reading.path }] : [],
  );
  const [first] = found;
  if (first === undefined) return [];
  const params = { count: found.length, written: paths[first.at]!, found: first.path };
  const source = { path: table.path, row: table.rows[first.at]!.line };
  return [{ source, ...dataProblem('looked-up', params), warning: true }];
}
