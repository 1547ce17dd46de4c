// Text of a JSONL file -> rows over the union of the objects' keys.
import type { DataProblem } from './dataset-version.ts';
import { dataProblem, type Problem } from './problems.ts';
import type { TableContent } from './table-reader.ts';

/** Columns are the keys of the first objects; hostile files could otherwise name one per line. */
const sampleObjects = 1000;
const maxKeys = 1000;

type JsonObject = Readonly<Record<string, unknown>>;

/** The object of one line, or why there is none. */
function parseLine(line: string): { readonly value: JsonObject } | Problem {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return dataProblem('invalid-json', { found: kindOf(value) });
    // A parsed JSON value that is an object and no array has string keys.
    return { value: value as JsonObject };
  } catch (cause) {
    return dataProblem('invalid-json', { reason: cause instanceof Error ? cause.message : String(cause) });
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === null ? 'null' : `a ${typeof value}`;
}

/** One row per object; every other line is a problem. Blank lines inside the file are warnings. */
export function readJsonLines(path: string, text: string): TableContent {
  const keys = new Set<string>();
  const objects: { line: number; value: JsonObject }[] = [];
  const problems: DataProblem[] = [];
  const lines = text.replace(/\s+$/, '').split(/\r\n|\n|\r/);
  lines.forEach((content, index) => {
    const source = { path, row: index + 1 };
    if (content.trim() === '') {
      problems.push({ source, ...dataProblem('blank-line', {}), warning: true });
      return;
    }
    const parsed = parseLine(content);
    if ('code' in parsed) problems.push({ source, ...parsed });
    else {
      objects.push({ line: index + 1, value: parsed.value });
      if (objects.length <= sampleObjects)
        for (const key of Object.keys(parsed.value).slice(0, maxKeys)) keys.add(key);
    }
  });
  const names = [...keys].slice(0, maxKeys);
  const rows = objects.map(({ line, value }) => ({
    line,
    cells: names.map((name) => (Object.hasOwn(value, name) ? (value[name] ?? '') : '')),
  }));
  return { layout: { layout: 'json-lines' }, columns: names, rows, problems };
}
