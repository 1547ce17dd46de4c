// Rows of a CSV file that a spreadsheet opens as meant: RFC 4180, UTF-8 with its mark, and no cell that runs as a formula.

/** Excel takes a file without it for the system's own encoding. */
export const byteOrderMark = '\ufeff';

/** Characters that make a spreadsheet compute a cell. Source: OWASP, CSV injection. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

/** One row with its line end. A text that would run as a formula gets an apostrophe before it; numbers stay numbers. */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const safe = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
