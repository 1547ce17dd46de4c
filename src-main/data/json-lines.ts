// Text of a JSONL file, or of a JSON file that is one array -> rows over the union of the objects' keys.
import type { DataProblem } from './dataset-version.ts';
import { type JsonEntry, jsonArrayEntries } from './json-array.ts';
import { flattenTask } from './label-studio.ts';
import { dataProblem, type Problem } from './problems.ts';
import type { TableContent } from './table-reader.ts';

/** Columns are the keys of the first objects; hostile files could otherwise name one per line. */
const sampleObjects = 1000;
const maxKeys = 1000;

type JsonObject = Readonly<Record<string, unknown>>;

/** A number of more digits than JavaScript holds stays as it is written: two long ids must not become one label. */
function exactNumber(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  const isExact =
    typeof value !== 'number' || (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER);
  return isExact || source === undefined ? value : source;
}

function parseExactly(line: string): unknown {
  // JavaScript since 2025; the reviver costs time, and most lines have no such number.
  const parse = JSON.parse as (text: string, reviver?: typeof exactNumber) => unknown;
  return /\d{16}|\d[eE]/.test(line) ? parse(line, exactNumber) : parse(line);
}

/** The object in one entry, or why there is none. */
function parseEntry(text: string): { readonly value: JsonObject } | Problem {
  try {
    const value = parseExactly(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return dataProblem('invalid-json', { found: kindOf(value) });
    // A parsed JSON value that is an object and no array has string keys.
    return { value: flattenTask(value as JsonObject) };
  } catch (cause) {
    return dataProblem('invalid-json', { reason: cause instanceof Error ? cause.message : String(cause) });
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === null ? 'null' : `a ${typeof value}`;
}

/** One row per line; every line that holds no object is a problem. Blank lines inside the file are warnings. */
export function readJsonLines(path: string, text: string): TableContent {
  const lines = text.replace(/\s+$/, '').split(/\r\n|\n|\r/);
  const entries = lines.map((content, index) => ({ line: index + 1, text: content }));
  return { layout: { layout: 'json-lines' }, ...readEntries(path, entries) };
}

/** One row per entry of the array; every entry that is no object is a problem. */
export function readJsonArray(path: string, text: string): TableContent {
  return { layout: { layout: 'json-array' }, ...readEntries(path, jsonArrayEntries(text)) };
}

function readEntries(path: string, entries: Iterable<JsonEntry>): Omit<TableContent, 'layout'> {
  const keys = new Set<string>();
  const objects: { line: number; value: JsonObject }[] = [];
  const problems: DataProblem[] = [];
  for (const { line, text } of entries) {
    const source = { path, row: line };
    if (text.trim() === '') {
      problems.push({ source, ...dataProblem('blank-line', {}), warning: true });
      continue;
    }
    const parsed = parseEntry(text);
    if ('code' in parsed) problems.push({ source, ...parsed });
    else {
      objects.push({ line, value: parsed.value });
      if (objects.length <= sampleObjects)
        for (const key of Object.keys(parsed.value).slice(0, maxKeys)) keys.add(key);
    }
  }
  const names = [...keys].slice(0, maxKeys);
  const rows = objects.map(({ line, value }) => ({
    line,
    cells: names.map((name) => (Object.hasOwn(value, name) ? (value[name] ?? '') : '')),
  }));
  return { columns: names, rows, problems };
}
