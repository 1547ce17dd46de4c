// Compares what was read of a table of texts with what an independent reading found in it.
import type { SourceReport } from '../../../src-main/data/candidates.ts';

export interface ExpectedRow {
  readonly line: number;
  /** Trimmed. */
  readonly text: string;
  readonly label: string;
}

const lineOf = ({ source }: { readonly source: { readonly row?: number | undefined } }) => source.row ?? 0;

/**
 * What is wrong with a reading. Without an expectation only what can never be is looked for. `ownLines`: each row begins
 * a line; carriage returns beside line feeds part rows and count as no lines.
 */
export function compareRows(
  report: SourceReport,
  expected: readonly ExpectedRow[] | undefined,
  ownLines = true,
): string | undefined {
  const { candidates, problems } = report;
  const lines = candidates.map(lineOf);
  if (ownLines && new Set(lines).size !== lines.length) return 'a line gave two examples';
  const empty = candidates.find(({ text, label }) => text === undefined || text === '' || label === '');
  if (empty !== undefined) return `line ${lineOf(empty)}: an empty example`;
  const nowhere = [...lines, ...problems.map(lineOf)].find((line) => !Number.isInteger(line) || line < 1);
  if (nowhere !== undefined) return `a row on line ${nowhere}`;
  if (expected === undefined) return undefined;
  const read = new Map(candidates.map((candidate) => [lineOf(candidate), candidate]));
  const told = new Set(problems.map(lineOf));
  for (const { line, text, label } of expected) {
    const found = read.get(line);
    read.delete(line);
    if (found === undefined ? told.has(line) : found.text === text && found.label === label) continue;
    return `line ${line}: expected ${JSON.stringify([text, label])}, found ${JSON.stringify(found && [found.text, found.label])}`;
  }
  const [invented] = read.keys();
  return invented === undefined ? undefined : `line ${invented} is no record`;
}
