// What stands above the header of a delimited file: Excel's `sep=;` line, and the `#` lines that instruments write.
import type { DelimitedRecord } from './delimited-records.ts';

export interface SeparatorLine {
  readonly separator: string;
  /** Characters up to the beginning of the next line. */
  readonly length: number;
}

/** Excel's own first line `sep=;`, which says what separates cells and is no row. */
export function separatorLine(text: string): SeparatorLine | undefined {
  const found = /^"?sep=([^\r\n])"?[ \t]*(?:\r\n|\n|\r)/i.exec(text);
  return found === null ? undefined : { separator: found[1]!, length: found[0].length };
}

/** `text` without the `#` lines and blank lines it begins with; the whole where nothing else is left. */
export function withoutComments(text: string): string {
  const rest = text.replace(/^(?:#[^\r\n]*(?:\r\n|\n|\r)|[ \t]*(?:\r\n|\n|\r))+/, '');
  return rest.trim() === '' ? text : rest;
}

export interface Comments {
  /** Records that are comments: the first of the file, in order. */
  readonly comments: readonly DelimitedRecord[];
  /** The header, where it is the last of the `#` lines; its `#` is taken off. */
  readonly header?: DelimitedRecord;
}

export function isBlank({ cells }: DelimitedRecord): boolean {
  return cells.length === 1 && cells[0]!.trim() === '';
}

function isMarked({ cells }: DelimitedRecord): boolean {
  return cells[0]!.startsWith('#');
}

/**
 * Which of the leading `#` lines are comments. A text may begin with `#` too, so a line that fits the columns is a row
 * unless a header follows; `width` is the number of cells of the rows.
 */
export function leadingComments(
  records: readonly DelimitedRecord[],
  width: number,
  isHeader: (record: DelimitedRecord) => boolean,
): Comments {
  const end = records.findIndex((record) => !isMarked(record) && !isBlank(record));
  const marked = records.slice(0, Math.max(0, end)).filter(isMarked);
  const last = marked.at(-1);
  if (last === undefined) return { comments: [] };
  if (isHeader(records[end]!)) return { comments: marked };
  const bare = { ...last, cells: [last.cells[0]!.replace(/^#+\s*/, ''), ...last.cells.slice(1)] };
  if (width > 1 && bare.cells.length === width && isHeader(bare))
    return { comments: marked.slice(0, -1), header: bare };
  const fits = marked.findLastIndex(({ cells }) => cells.length !== width);
  return { comments: marked.slice(0, fits + 1) };
}
