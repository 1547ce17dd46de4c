// Where an example is, short enough for a title.

/** The last folder and the file, and the line of a table. */
export function examplePlace(
  path: string,
  row: number | null | undefined,
  line: (row: number) => string,
): string {
  const name = path.split(/[\\/]/).slice(-2).join('/');
  return row == null ? name : `${name}, ${line(row)}`;
}
