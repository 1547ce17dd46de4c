// Text of a JSON file that is one array -> the text of each entry with the line it starts on, so that a broken entry
// costs itself only and can be found.

export interface JsonEntry {
  readonly line: number;
  readonly text: string;
}

/** Position behind the string that is opened at `start`; the end of the text where it is never closed. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** Entries of the array at the beginning of `text`, unparsed. */
export function* jsonArrayEntries(text: string): Generator<JsonEntry> {
  let depth = 0;
  let start = -1;
  let line = 1;
  let entryLine = 1;
  for (let at = 0; at < text.length; ) {
    const character = text[at]!;
    if (depth === 1 && start < 0 && !/[\s,\]]/.test(character)) [start, entryLine] = [at, line];
    if (character === '"') {
      const end = endOfString(text, at);
      for (let inside = at; inside < end; inside++) if (text[inside] === '\n') line++;
      at = end;
      continue;
    }
    if (depth === 1 && start >= 0 && (character === ',' || character === ']')) {
      yield { line: entryLine, text: text.slice(start, at).trim() };
      start = -1;
    }
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === '\n') line++;
    if (depth === 0 && character === ']') return;
    at++;
  }
  if (start >= 0) yield { line: entryLine, text: text.slice(start).trim() };
}
