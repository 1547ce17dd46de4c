// Whether a path holds pictures or texts, where no recipe says it.
import { closeSync, type Dirent, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KindName } from '../facts/kinds.ts';
import { leadsOutside } from './read-within.ts';
import { isSystemName } from './system-files.ts';

export interface DataKind {
  readonly kind: KindName;
  readonly reason: 'folders-of-pictures' | 'table-names-pictures' | 'table-of-texts' | 'nothing-found';
  readonly numPictures: number;
  readonly numTables: number;
}

const tableName = /\.(csv|tsv|jsonl|ndjson)$/i;
const pictureName = /\.(jpe?g|png|webp|tiff?|gif)$/i;
const pictureInText = /\.(jpe?g|png|webp|tiff?|gif)\b/i;
const headBytes = 16_384;
/** A look, not a census. */
const maxEntries = 20_000;
const maxDepth = 3;

/**
 * `text` for a table, or a folder with tables in it; `image` for other folders, and for tables most of whose lines
 * name a picture file. A path that does not exist is called `image`; the data layer says what is wrong with it.
 */
export function dataKind(path: string): DataKind {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry?.isFile()) return tableKind([path], 0);
  if (!entry) return { kind: 'image', reason: 'nothing-found', numPictures: 0, numTables: 0 };
  const tables = readdirSync(path).filter((name) => tableName.test(name) && !isSystemName(name));
  const numPictures = countPictures(path);
  if (tables.length > 0) {
    const found = tableKind(
      tables.map((name) => join(path, name)),
      numPictures,
    );
    // A list of files beside the folders of pictures does not make them texts.
    if (found.kind === 'image' || numPictures === 0) return found;
    return numPictures > 10 * tables.length
      ? { ...found, kind: 'image', reason: 'folders-of-pictures' }
      : found;
  }
  const reason = numPictures > 0 ? 'folders-of-pictures' : 'nothing-found';
  return { kind: 'image', reason, numPictures, numTables: 0 };
}

function tableKind(tables: readonly string[], numPictures: number): DataKind {
  const image = tables.every(namesPictures);
  const reason = image ? 'table-names-pictures' : 'table-of-texts';
  return { kind: image ? 'image' : 'text', reason, numPictures, numTables: tables.length };
}

function countPictures(folder: string): number {
  let [seen, pictures] = [0, 0];
  const visit = (at: string, depth: number) => {
    for (const entry of entriesOf(at)) {
      if (++seen > maxEntries || isSystemName(entry.name)) continue;
      if (entry.isDirectory() && depth < maxDepth) visit(join(at, entry.name), depth + 1);
      else if (pictureName.test(entry.name)) pictures += 1;
    }
  };
  visit(folder, 0);
  return pictures;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // closed to us: reading the data says so
  }
}

function namesPictures(table: string): boolean {
  if (leadsOutside(table)) return false;
  const head = readHead(table).split('\n');
  // A JSON array may be one line; elsewhere the first is the header.
  const lines = (head.length > 2 ? head.slice(1, 50) : head).filter((line) => line.trim() !== '');
  return lines.filter((line) => pictureInText.test(line)).length > lines.length / 2;
}

function readHead(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    return head.toString('latin1', 0, readSync(handle, head));
  } finally {
    closeSync(handle);
  }
}
