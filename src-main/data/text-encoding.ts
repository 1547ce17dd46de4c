// Bytes of a text file -> string, with the encoding found: byte order mark, strict UTF-8, UTF-16 by its
// zero bytes, then chardet's guess. Binary files are refused rather than guessed at.
import chardet from 'chardet';
import iconv from 'iconv-lite';
import { dataError } from './errors.ts';

export interface DecodedText {
  readonly text: string;
  readonly encoding: string;
  /** true: some bytes did not fit the encoding and stand as U+FFFD in the text. */
  readonly lossy: boolean;
}

/** chardet looks at this much from the first non-ASCII byte on; enough for its statistics. */
const sampleBytes = 64 * 1024;

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((value, index) => bytes[index] === value);
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return 'utf-8';
  if (startsWith(bytes, [0xff, 0xfe, 0, 0])) return 'utf-32le';
  if (startsWith(bytes, [0, 0, 0xfe, 0xff])) return 'utf-32be';
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  return undefined;
}

/** Western text in UTF-16 has a zero in every other byte; nothing else a person calls a table does. */
function utf16ByZeros(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  sample.forEach((value, index) => {
    if (value === 0) zeros[index % 2]!++;
  });
  const half = sample.length / 2;
  if (zeros[1]! > half * 0.4 && zeros[0]! < half * 0.1) return 'utf-16le';
  if (zeros[0]! > half * 0.4 && zeros[1]! < half * 0.1) return 'utf-16be';
  return undefined;
}

function isStrictUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    // Not valid UTF-8 is the answer here, not a failure.
    return false;
  }
}

/** chardet's guess. ISO-8859-1 is read as windows-1252, of which it is a subset in practice (WHATWG Encoding). */
function guess(bytes: Uint8Array): string {
  const first = bytes.findIndex((value) => value >= 0x80);
  const start = Math.max(0, first - 1024);
  const found = chardet.detect(bytes.subarray(start, start + sampleBytes));
  if (found === null || found === 'ISO-8859-1' || !iconv.encodingExists(found)) return 'windows-1252';
  return found.toLowerCase();
}

function refuseBinary(bytes: Uint8Array, path: string): void {
  const sample = bytes.subarray(0, 4096);
  const isControl = (value: number) => value < 9 || (value > 13 && value < 32 && value !== 27);
  const controls = sample.reduce((sum, value) => sum + (isControl(value) ? 1 : 0), 0);
  if (controls > sample.length * 0.05)
    throw dataError('not-text', { path, offset: sample.findIndex(isControl) });
}

function detect(bytes: Uint8Array, path: string): string {
  const found = byteOrderMark(bytes) ?? utf16ByZeros(bytes);
  if (found !== undefined) return found;
  refuseBinary(bytes, path);
  return isStrictUtf8(bytes) ? 'utf-8' : guess(bytes);
}

/** `encoding` absent: detected. Throws `data.not-text`, `data.unknown-encoding`. */
export function decodeText(bytes: Uint8Array, path: string, encoding?: string): DecodedText {
  if (encoding !== undefined && !iconv.encodingExists(encoding))
    throw dataError('unknown-encoding', { encoding });
  const used = encoding?.toLowerCase() ?? detect(bytes, path);
  const text = iconv.decode(bytes, used);
  const lossy = text.includes('\ufffd') && !(used === 'utf-8' && isStrictUtf8(bytes));
  return { text, encoding: used, lossy };
}
