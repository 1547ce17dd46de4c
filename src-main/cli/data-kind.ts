// Whether a path holds pictures or texts, for commands that are given data without a recipe.
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

const tableName = /\.(csv|tsv|jsonl|ndjson)$/i;
const pictureInText = /\.(jpe?g|png|webp|tiff?|gif)\b/i;
const headBytes = 16_384;

/**
 * `text` for a table, or a folder with tables in it; `image` for other folders, and for tables most of whose lines
 * name a picture file. A path that does not exist is called `image`; the data layer says what is wrong with it.
 */
export function dataKind(path: string): 'image' | 'text' {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return 'image';
  if (entry.isFile()) return namesPictures(path) ? 'image' : 'text';
  const tables = readdirSync(path).filter((name) => tableName.test(name));
  return tables.length === 0 || tables.every((name) => namesPictures(join(path, name))) ? 'image' : 'text';
}

function namesPictures(table: string): boolean {
  const lines = readHead(table)
    .split('\n')
    .slice(1, 50)
    .filter((line) => line.trim() !== '');
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
