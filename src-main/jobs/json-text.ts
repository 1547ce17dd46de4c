// JSON as people write it by hand: strict, but each fault is told with its line and column, a key given twice is a
// fault, and nesting has a limit. JSON.parse names a position only for some faults and keeps the last of two keys.
// One recursive descent over the grammar of RFC 8259.
import type { Message, MessageParams } from '../errors.ts';
import { type JsonHint, jsonFault } from './json-faults.ts';

/** A fault of the text: where, and what was expected there. Line and column count from 1. */
export class JsonTextFault extends Error implements Message {
  readonly code: string;
  readonly params: MessageParams;
  readonly line: number;
  readonly column: number;

  constructor(text: string, at: number, { code, params, message }: Message) {
    super(message);
    this.code = code;
    this.params = params;
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
  if (cursor.at < text.length) throw fault(cursor, 'goesOn', { found: found(cursor) });
  return value;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function readValue(cursor: Cursor, depth: number): unknown {
  skipBlank(cursor);
  if (depth > maxDepth) throw fault(cursor, 'tooDeep', { levels: maxDepth });
  const next = cursor.text[cursor.at];
  if (next === '{') return readObject(cursor, depth);
  if (next === '[') return readArray(cursor, depth);
  if (next === '"') return readString(cursor);
  const number = match(cursor, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y);
  if (number !== undefined) return Number(number);
  const word = match(cursor, /(?:true|false|null)(?!\w)/y);
  if (word !== undefined) return literals[word];
  throw fault(cursor, 'noValue', { found: found(cursor), hint: hint(cursor) });
}

function readObject(cursor: Cursor, depth: number): unknown {
  const entries = new Map<string, unknown>();
  cursor.at += 1;
  skipBlank(cursor);
  while (cursor.text[cursor.at] !== '}') {
    if (entries.size > 0) expectComma(cursor, '}');
    if (cursor.text[cursor.at] !== '"')
      throw fault(cursor, 'noName', { found: found(cursor), hint: hint(cursor) });
    const keyAt = cursor.at;
    const key = readString(cursor);
    if (entries.has(key)) throw fault({ ...cursor, at: keyAt }, 'twice', { field: key });
    skipBlank(cursor);
    if (cursor.text[cursor.at] !== ':') throw fault(cursor, 'noColon', { field: key, found: found(cursor) });
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
  if (cursor.text[cursor.at] !== ',') throw fault(cursor, 'noComma', { close, found: found(cursor) });
  const commaAt = cursor.at;
  cursor.at += 1;
  skipBlank(cursor);
  if (cursor.text[cursor.at] === close) throw fault({ ...cursor, at: commaAt }, 'extraComma', { close });
}

function readString(cursor: Cursor): string {
  const start = cursor.at;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings
  const text = match(cursor, /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
  if (text === undefined) throw fault({ ...cursor, at: start }, 'badText', {});
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

function found(cursor: Cursor): string | null {
  if (cursor.at >= cursor.text.length) return null;
  const word = /[^\s,:[\]{}]{1,20}|./y;
  word.lastIndex = cursor.at;
  return word.exec(cursor.text)?.[0] ?? cursor.text[cursor.at]!;
}

function hint(cursor: Cursor): JsonHint | null {
  const rest = cursor.text.slice(cursor.at, cursor.at + 9);
  if (/^-?(NaN|Infinity)/.test(rest)) return 'number';
  if (rest.startsWith('/') || rest.startsWith('#')) return 'comment';
  return rest.startsWith("'") ? 'quotes' : null;
}

function fault(cursor: Cursor, ...said: Parameters<typeof jsonFault>): JsonTextFault {
  return new JsonTextFault(cursor.text, cursor.at, jsonFault(...said));
}
