// Aligned plain-text tables for the terminal.

/** Lines with columns aligned, the first to the left, the others to the right, two blanks between them. */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, c) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[c] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    widths
      .map((width, c) => (c === 0 ? padEnd(row[c] ?? '', width) : padStart(row[c] ?? '', width)))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
}

/** The lines of all sections that have any, an empty line between two. */
export function sectionLines(sections: readonly (readonly string[])[]): string[] {
  return sections
    .filter(({ length }) => length > 0)
    .flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

/** Cuts a name to at most `width` terminal cells, the last one an ellipsis. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (displayWidth(cut + character) > width - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Extended_Pictographic}！-｠]/u;

/** Terminal cells a text takes: East Asian characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.normalize('NFC').replace(/\p{Mark}/gu, ''))
    width += wide.test(character) ? 2 : 1;
  return width;
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(width - displayWidth(text));
}

function padStart(text: string, width: number): string {
  return ' '.repeat(width - displayWidth(text)) + text;
}
