// JSON as people write it by hand: strict, but each fault is told with its line and column, a key given twice is a
// fault, and nesting has a limit. JSON.parse names a position only for some faults and keeps the last of two keys.
// One recursive descent over the grammar of RFC 8259.

/** A fault of the text: where, and what was expected there. Line and column count from 1. */
export class JsonTextFault extends Error {
  readonly line: number;
  readonly column: number;

  constructor(text: string, at: number, problem: string) {
    super(problem);
    const before = text.slice(0, at).split('\n');
    this.line = before.length;
    this.column = before.at(-1)!.length + 1;
  }
}

const maxDepth = 64;
const literals: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/** The value of a JSON text. Throws JsonTextFault. */
export function parseJsonText(text: string): unknown {
  const cursor: Cursor = { text, at: 0 };
  const value = readValue(cursor, 0);
  skipBlank(cursor);
  if (cursor.at < text.length) throw fault(cursor, `the text goes on after its value with ${found(cursor)}`);
  return value;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function readValue(cursor: Cursor, depth: number): unknown {
  skipBlank(cursor);
  if (depth > maxDepth) throw fault(cursor, `nested deeper than ${maxDepth} levels`);
  const next = cursor.text[cursor.at];
  if (next === '{') return readObject(cursor, depth);
  if (next === '[') return readArray(cursor, depth);
  if (next === '"') return readString(cursor);
  const number = match(cursor, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y);
  if (number !== undefined) return Number(number);
  const word = match(cursor, /(?:true|false|null)(?!\w)/y);
  if (word !== undefined) return literals[word];
  throw fault(cursor, `expected a value, found ${found(cursor)}${hint(cursor)}`);
}

function readObject(cursor: Cursor, depth: number): unknown {
  const entries = new Map<string, unknown>();
  cursor.at += 1;
  skipBlank(cursor);
  while (cursor.text[cursor.at] !== '}') {
    if (entries.size > 0) expectComma(cursor, '}');
    if (cursor.text[cursor.at] !== '"')
      throw fault(cursor, `expected a field name in double quotes, found ${found(cursor)}${hint(cursor)}`);
    const keyAt = cursor.at;
    const key = readString(cursor);
    if (entries.has(key))
      throw fault({ ...cursor, at: keyAt }, `the field ${JSON.stringify(key)} is given twice`);
    skipBlank(cursor);
    if (cursor.text[cursor.at] !== ':')
      throw fault(cursor, `expected ":" after ${JSON.stringify(key)}, found ${found(cursor)}`);
    cursor.at += 1;
    entries.set(key, readValue(cursor, depth + 1));
    skipBlank(cursor);
  }
  cursor.at += 1;
  // Own properties whatever their names: a key "__proto__" stays a field like any other.
  return Object.fromEntries(entries);
}

function readArray(cursor: Cursor, depth: number): unknown[] {
  const items: unknown[] = [];
  cursor.at += 1;
  skipBlank(cursor);
  while (cursor.text[cursor.at] !== ']') {
    if (items.length > 0) expectComma(cursor, ']');
    items.push(readValue(cursor, depth + 1));
    skipBlank(cursor);
  }
  cursor.at += 1;
  return items;
}

function expectComma(cursor: Cursor, close: string): void {
  if (cursor.text[cursor.at] !== ',')
    throw fault(cursor, `expected "," or "${close}", found ${found(cursor)}`);
  const commaAt = cursor.at;
  cursor.at += 1;
  skipBlank(cursor);
  if (cursor.text[cursor.at] === close)
    throw fault({ ...cursor, at: commaAt }, `a comma stands before "${close}"; remove it`);
}

function readString(cursor: Cursor): string {
  const start = cursor.at;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings
  const text = match(cursor, /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
  if (text === undefined)
    throw fault(
      { ...cursor, at: start },
      'this text is not closed on its line, or holds an unknown escape such as "\\d" (write "\\\\" for a backslash)',
    );
  return JSON.parse(text) as string; // the expression above admits only JSON strings
}

/** The text `pattern` (sticky) matches here, behind which the cursor then stands. */
function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const text = pattern.exec(cursor.text)?.[0];
  cursor.at += text?.length ?? 0;
  return text;
}

function skipBlank(cursor: Cursor): void {
  match(cursor, /[ \t\r\n]*/y);
}

function found(cursor: Cursor): string {
  if (cursor.at >= cursor.text.length) return 'the end of the file';
  const word = /[^\s,:[\]{}]{1,20}|./y;
  word.lastIndex = cursor.at;
  return `"${word.exec(cursor.text)?.[0] ?? cursor.text[cursor.at]}"`;
}

function hint(cursor: Cursor): string {
  const rest = cursor.text.slice(cursor.at, cursor.at + 9);
  if (/^-?(NaN|Infinity)/.test(rest)) return '; JSON has no such number';
  if (rest.startsWith('/') || rest.startsWith('#')) return '; JSON has no comments';
  if (rest.startsWith("'")) return '; text stands in double quotes';
  return '';
}

function fault(cursor: Cursor, problem: string): JsonTextFault {
  return new JsonTextFault(cursor.text, cursor.at, problem);
}
