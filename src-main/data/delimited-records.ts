// Text of a CSV or TSV file -> records with the line they start on. One algorithm: RFC 4180, with recovery.
// A quote that is never closed costs its own line, not the rest of the file.

/** One record. `line` is 1-based, where the record starts. */
export interface DelimitedRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** stray: characters after a closing quote, kept as they stand; unclosed: the record is not to be trusted. */
  readonly quotes?: 'stray' | 'unclosed';
}

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/** A quoted cell that runs on for longer than this is taken for an unclosed quote. */
const maxQuotedLength = 4_000_000;

interface Cell {
  readonly value: string;
  readonly end: number;
  readonly quotes?: 'stray' | 'unclosed';
}

function isLineEnd(code: number): boolean {
  return code === lineFeed || code === carriageReturn;
}

function endOfPlainCell(text: string, start: number, separator: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === separator || isLineEnd(code)) break;
    at++;
  }
  return at;
}

/** The position of the quote that closes the cell opened before `start`, or -1. */
function closingQuote(text: string, start: number): number {
  let at = text.indexOf('"', start);
  while (at >= 0 && at - start < maxQuotedLength) {
    if (text.charCodeAt(at + 1) !== quote) return at;
    at = text.indexOf('"', at + 2);
  }
  return -1;
}

function quotedCell(text: string, start: number, separator: number): Cell {
  const close = closingQuote(text, start + 1);
  if (close < 0)
    return { value: text.slice(start), end: endOfPlainCell(text, start, separator), quotes: 'unclosed' };
  const inside = text.slice(start + 1, close).replaceAll('""', '"');
  const after = text.charCodeAt(close + 1);
  if (close + 1 >= text.length || after === separator || isLineEnd(after))
    return { value: inside, end: close + 1 };
  if (/[\r\n]/.test(inside)) return { value: inside, end: start, quotes: 'unclosed' };
  const end = endOfPlainCell(text, close + 1, separator);
  return { value: inside + text.slice(close + 1, end), end, quotes: 'stray' };
}

function afterLineEnd(text: string, at: number): number {
  return text.charCodeAt(at) === carriageReturn && text.charCodeAt(at + 1) === lineFeed ? at + 2 : at + 1;
}

function countLines(text: string, start: number, end: number, lineEnd: number): number {
  let lines = 0;
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === lineEnd) lines++;
  return lines;
}

/** Records of `text`, at most `limit`. Blank lines come as records of one empty cell. */
export function* parseDelimited(
  text: string,
  separator: string,
  limit = Number.POSITIVE_INFINITY,
): Generator<DelimitedRecord> {
  const separatorCode = separator.charCodeAt(0);
  // Editors count lines by line feeds, and by carriage returns only where there is nothing else.
  const lineEnd = text.includes('\n') ? lineFeed : carriageReturn;
  let at = 0;
  let line = 1;
  for (let count = 0; at < text.length && count < limit; count++) {
    const start = at;
    const cells: string[] = [];
    let quotes: DelimitedRecord['quotes'];
    while (true) {
      const cell =
        text.charCodeAt(at) === quote
          ? quotedCell(text, at, separatorCode)
          : plainCell(text, at, separatorCode);
      cells.push(cell.value);
      quotes = cell.quotes ?? quotes;
      at = cell.end;
      if (quotes === 'unclosed' || text.charCodeAt(at) !== separatorCode) break;
      at++;
    }
    if (quotes === 'unclosed') {
      at = start;
      while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
      yield { line, cells: [text.slice(start, at)], quotes };
    } else yield quotes === undefined ? { line, cells } : { line, cells, quotes };
    at = afterLineEnd(text, at);
    line += countLines(text, start, at, lineEnd);
  }
}

function plainCell(text: string, start: number, separator: number): Cell {
  const end = endOfPlainCell(text, start, separator);
  return { value: text.slice(start, end), end };
}
