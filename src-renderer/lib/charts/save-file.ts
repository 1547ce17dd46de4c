// Files that the renderer makes itself and hands to the person: pictures of charts, tables of numbers.

/** Offers `content` (a blob, or an address of data) as a download. */
export function saveFile(name: string, content: Blob | string): void {
  const href = typeof content === 'string' ? content : URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = href;
  link.download = name.replaceAll(/[\\/:*?"<>|]+/g, '-');
  link.click();
  if (typeof content !== 'string') setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

type Cell = string | number | null;

/** A table as CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
