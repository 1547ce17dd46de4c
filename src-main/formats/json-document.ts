// JSON from files we do not trust: size bound, UTF-8 checked, duplicate keys refused (JSON.parse keeps the last).
import { formatError } from './errors.ts';

/** Names the text for messages. */
interface Origin {
  readonly file: string;
  readonly place: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses bytes into a JSON object; throws `formats.invalid` for anything else and for a key given twice. */
export function parseJsonObject(bytes: Uint8Array, origin: Origin): JsonObject {
  const text = decodeUtf8(bytes, origin);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw formatError('invalid', { ...origin, problem: `not valid JSON (${reason(error)})` }, error);
  }
  if (!isJsonObject(value)) throw formatError('invalid', { ...origin, problem: 'not a JSON object' });
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined)
    throw formatError('invalid', { ...origin, problem: `the key ${duplicate} is given twice` });
  return value;
}

/** Narrows to an object that is not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value for a message, cut to 80 characters and safe for deep or recursive structures. */
export function shortJson(value: unknown): string {
  if (Array.isArray(value)) {
    const simple = value.slice(0, 9).map((item) => (typeof item === 'object' ? '...' : `${item}`));
    return `[${simple.join(', ')}${value.length > 9 ? ', ...' : ''}]`.slice(0, 80);
  }
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 90)) : `${value}`;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function decodeUtf8(bytes: Uint8Array, origin: Origin): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw formatError('invalid', { ...origin, problem: 'not valid UTF-8' }, error);
  }
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** First key that occurs twice in one object of a valid JSON text, quoted. */
function duplicateKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '{') open.push(new Set());
    else if (char === '[') open.push(undefined);
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = stringEnd(text, i);
      if (isKey(text, end)) {
        const key: string = JSON.parse(text.slice(i, end));
        if (open.at(-1)?.has(key)) return shortJson(key);
        open.at(-1)?.add(key);
      }
      i = end - 1;
    }
  }
  return undefined;
}

/** Index behind the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i + 1;
}

/** In valid JSON only a key is followed by a colon. */
function isKey(text: string, end: number): boolean {
  while (' \t\n\r'.includes(text[end] ?? 'end')) end++;
  return text[end] === ':';
}
