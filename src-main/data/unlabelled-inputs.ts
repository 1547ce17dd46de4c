// Files a person wants classified, without labels: every picture under a folder, every text of a table or text file.
// Nothing is left out: what cannot be read is an entry with its reason.
import { opendir, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { columnReference } from './column-facts.ts';
import { dataError } from './errors.ts';
import { readData } from './read-within.ts';
import { isSystemName } from './system-files.ts';
import { findTextColumn } from './table-columns.ts';
import { readTable, type TableRow } from './table-reader.ts';
import { decodeText } from './text-encoding.ts';

/** A picture file; `name` is its path below the folder. */
export interface UnlabelledPicture {
  readonly name: string;
  readonly path: string;
}

/** A text with its place, or what is wrong with that place. */
export interface UnlabelledText {
  readonly name: string;
  /** 1-based line. */
  readonly row: number;
  readonly text: string;
  readonly problem?: string;
}

const tableFile = /\.(csv|tsv|jsonl|ndjson|json)$/i;
const textFile = /\.(txt|text|md|log)$/i;

/** Every file below `path` but those of the operating system, sorted by path; or the one file. Throws `data.missing`. */
export async function listPictureFiles(path: string, signal?: AbortSignal): Promise<UnlabelledPicture[]> {
  if (!(await found(path)).isDirectory()) return [{ name: basename(path), path }];
  const paths = await filesBelow(path, signal);
  return paths.map((file) => ({ name: relative(path, file), path: file }));
}

/** Links to folders are not followed, so no loop is walked. */
async function filesBelow(folder: string, signal: AbortSignal | undefined): Promise<string[]> {
  const files: string[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal?.throwIfAborted();
    for await (const entry of await opendir(next)) {
      if (isSystemName(entry.name)) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else files.push(path);
    }
  }
  return files.sort();
}

/** Which column of a table, by its name or 0-based number, holds the texts. */
export interface TextColumn {
  readonly file: string;
  readonly column: string;
}

export interface TextListOptions {
  /** Name or number of the column of texts; found when absent. */
  readonly textColumn?: string | undefined;
  /** The column to take in tables that have it, before one is found: that of the training. */
  readonly usualColumn?: string | undefined;
  /** Told which column of a table is taken. */
  readonly onColumn?: (column: TextColumn) => void;
  /** A file to leave out: the one the answers go to. */
  readonly except?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Texts of a table, the lines of a text file, or of all such files in a folder. Throws `data.*`. */
export async function listTexts(path: string, options: TextListOptions = {}): Promise<UnlabelledText[]> {
  if (!(await found(path)).isDirectory()) return readTexts(path, basename(path), options);
  const files = (await filesBelow(path, options.signal)).filter(
    (file) => (tableFile.test(file) || textFile.test(file)) && file !== options.except,
  );
  const texts: UnlabelledText[] = [];
  for (const file of files) {
    options.signal?.throwIfAborted();
    texts.push(...(await readTexts(file, relative(path, file), options)));
  }
  return texts;
}

async function found(path: string) {
  try {
    return await stat(path);
  } catch (cause) {
    throw dataError('missing', { path }, cause);
  }
}

async function readTexts(
  path: string,
  name: string,
  { textColumn, usualColumn, onColumn }: TextListOptions,
): Promise<UnlabelledText[]> {
  if (textFile.test(extname(path))) return readLines(path, name);
  const named = [textColumn, usualColumn].filter((each) => each !== undefined);
  const table = await readTable(path, { named });
  const usual = usualColumn !== undefined && table.columns.includes(usualColumn) ? usualColumn : undefined;
  const column = findTextColumn(table, textColumn ?? usual);
  onColumn?.({ file: name, column: columnReference(table, column) });
  const rows = table.rows.map(({ line, cells }: TableRow) => textOf({ name, row: line }, cells[column]));
  const problems = table.problems
    .filter(({ warning }) => warning !== true)
    .map(({ source, message }) => ({ name, row: source.row ?? 0, text: '', problem: message }));
  return [...rows, ...problems].sort((a, b) => a.row - b.row);
}

function textOf(place: { readonly name: string; readonly row: number }, cell: unknown): UnlabelledText {
  if (typeof cell === 'string') return { ...place, text: cell };
  if (typeof cell === 'number' || typeof cell === 'boolean') return { ...place, text: String(cell) };
  return { ...place, text: '', problem: `needed a text, found a value of type ${typeof cell}` };
}

async function readLines(path: string, name: string): Promise<UnlabelledText[]> {
  const bytes = await readData(path);
  if (bytes.length === 0) throw dataError('empty-file', { path });
  const lines = decodeText(bytes, path)
    .text.replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text, at) => ({ name, row: at + 1, text }));
}
