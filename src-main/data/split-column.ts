// Which column says to which split each row belongs, and what its words mean.
import { type ColumnFacts, columnReference } from './column-facts.ts';
import { isSplitName, splitFlagOf } from './column-names.ts';
import type { SplitName } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { splitOfName } from './split-names.ts';
import { cellText, type Table } from './table-reader.ts';

const flags: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  '1.0': true,
  yes: true,
  false: false,
  '0': false,
  '0.0': false,
  no: false,
};

/** The split of a row by its cell in a column of this name; undefined for words that name none. */
export function splitOfCell(column: string, cell: string): SplitName | undefined {
  const flagged = splitFlagOf(column);
  const flag = flags[cell.trim().toLowerCase()];
  if (flagged === undefined || flag === undefined) {
    // As Google's AutoML writes what is to be divided.
    return cell.trim().toLowerCase() === 'unassigned' ? 'train' : splitOfName(cell);
  }
  const meant = splitOfName(flagged)!;
  if (meant === 'train') return flag ? 'train' : 'test';
  return flag ? meant : 'train';
}

interface Fit {
  readonly fact: ColumnFacts;
  /** Share of the filled cells that name a split. */
  readonly share: number;
  readonly splits: ReadonlySet<SplitName>;
}

function fitOf(table: Table, fact: ColumnFacts): Fit {
  const cells = table.rows.map(({ cells }) => cellText(cells[fact.index])).filter((cell) => cell !== '');
  const found = cells.flatMap((cell) => splitOfCell(fact.name, cell) ?? []);
  return { fact, share: found.length / cells.length, splits: new Set(found) };
}

/**
 * The position of the column of splits; undefined where there is none. Its name makes a column one when most of its
 * words are splits, and its words alone when all of them are and train is one. Throws `data.unclear-split` where a
 * column is called so and says something else.
 */
export function findSplit(table: Table, facts: readonly ColumnFacts[]): number | undefined {
  const called = facts.filter(({ name }) => isSplitName(name) || splitFlagOf(name) !== undefined);
  const named = called.map((fact) => fitOf(table, fact)).find(({ share }) => share >= 0.5);
  if (named !== undefined) return named.fact.index;
  const unclear = called.find(({ name }) => /split|partition|use/i.test(name));
  if (unclear !== undefined)
    throw dataError('unclear-split', {
      path: table.path,
      column: columnReference(table, unclear.index),
      values: firstValues(table, unclear.index),
    });
  return facts
    .filter(({ distinct }) => distinct >= 2 && distinct <= 6)
    .map((fact) => fitOf(table, fact))
    .find(({ share, splits }) => share === 1 && splits.size >= 2 && splits.has('train'))?.fact.index;
}

function firstValues({ rows }: Table, column: number): string[] {
  return [...new Set(rows.map(({ cells }) => cellText(cells[column])))]
    .filter((value) => value !== '')
    .slice(0, 5);
}
