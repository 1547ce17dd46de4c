// Markdown from values that people typed: nothing in a name becomes markup.

/** A text inside a line: what Markdown or HTML would take for markup is escaped; line ends become blanks. */
export function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]()#+!|~]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

export interface TableColumn {
  readonly title: string;
  readonly numeric?: boolean;
}

/** A table; cells are Markdown already. */
export function markdownTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ numeric }) => (numeric ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}
