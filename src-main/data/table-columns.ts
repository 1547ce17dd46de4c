// Which column of a table is the text, the label, the path or the split. What the person named wins; then familiar
// names; then the content. What could be two things is asked, not guessed.
import { type ColumnFacts, columnFacts, columnReference } from './column-facts.ts';
import { fitsPath, fitsText, isIdName, type NameFit } from './column-names.ts';
import type { DataOptions } from './data-options.ts';
import { dataError } from './errors.ts';
import { findLabel } from './label-column.ts';
import { findSplit } from './split-column.ts';
import { cellText, type Table } from './table-reader.ts';

/** Columns that the person has named; `splitColumn: false` says that none is one. */
export type NamedColumns = Pick<DataOptions, 'textColumn' | 'labelColumn' | 'pathColumn' | 'splitColumn'>;

/** The names a person gave, by which a header is known for one. */
export function namesGiven({ textColumn, labelColumn, pathColumn, splitColumn }: NamedColumns): string[] {
  return [textColumn, labelColumn, pathColumn, splitColumn].filter((name) => typeof name === 'string');
}

type Role = 'text' | 'label' | 'path' | 'split';

/** The index of a column by its name or 0-based number. Throws `data.missing-column`, `data.duplicate-column`. */
function namedColumn(table: Table, wanted: string, needed: Role): number {
  const index = table.columns.indexOf(wanted);
  if (index >= 0 && table.columns.indexOf(wanted, index + 1) >= 0)
    throw dataError('duplicate-column', { path: table.path, name: wanted });
  if (index >= 0) return index;
  const number = /^\d+$/.test(wanted) ? Number(wanted) : -1;
  if (number >= 0 && number < table.columns.length) return number;
  throw dataError('missing-column', {
    path: table.path,
    needed: `${needed} ("${wanted}")`,
    found: namesOf(table),
  });
}

function namesOf(table: Table): string[] {
  return table.columns.map((_, index) => columnReference(table, index));
}

function longest(facts: readonly ColumnFacts[]): ColumnFacts | undefined {
  return facts.toSorted((a, b) => b.meanLength - a.meanLength)[0];
}

function checkLabels(table: Table, column: number): void {
  const labels = table.rows.map((row) => row.cells[column]).filter((cell) => cell !== '');
  const values = new Set(labels.map(cellText)).size;
  if (labels.length >= 10 && values > labels.length * 0.8)
    throw dataError('labels-all-distinct', {
      path: table.path,
      column: columnReference(table, column),
      values,
    });
}

function missing(table: Table, needed: Role) {
  return dataError('missing-column', { path: table.path, needed, found: namesOf(table) });
}

function without(facts: readonly ColumnFacts[], ...taken: (number | undefined)[]): ColumnFacts[] {
  return facts.filter(({ index }) => !taken.includes(index));
}

interface Found {
  readonly label: number;
  readonly split?: number;
}

/** Positions of label and split. `given` is the text or the path, where the person named it. */
function findLabelAndSplit(table: Table, named: NamedColumns, free: readonly ColumnFacts[]): Found {
  const given = named.labelColumn === undefined ? undefined : namedColumn(table, named.labelColumn, 'label');
  const { splitColumn } = named;
  const split =
    typeof splitColumn === 'string'
      ? namedColumn(table, splitColumn, 'split')
      : splitColumn === false
        ? undefined
        : findSplit(table, without(free, given));
  const label = given ?? findLabel(table, without(free, split));
  if (label === undefined) throw missing(table, 'label');
  if (label === split)
    throw dataError('same-column', { path: table.path, name: columnReference(table, label) });
  return split === undefined ? { label } : { label, split };
}

function findText(facts: readonly ColumnFacts[]): number | undefined {
  const exact = facts.find(({ name }) => fitsText(name) === 'exact');
  const part = longest(facts.filter(({ name, meanLength }) => fitsText(name) === 'part' && meanLength >= 12));
  return (exact ?? part ?? longest(facts))?.index;
}

/**
 * Positions of the text, label and, where there is one, split columns. Throws `data.missing-column`, `data.same-column`,
 * `data.labels-all-distinct`, and what cannot be decided: `data.unclear-label`, `data.unclear-split`, `data.one-hot`.
 */
export function findTextColumns(table: Table, named: NamedColumns): Found & { readonly text: number } {
  const facts = columnFacts(table);
  const given = named.textColumn === undefined ? undefined : namedColumn(table, named.textColumn, 'text');
  const called = facts.find(({ name, meanLength }) => fitsText(name) === 'exact' && meanLength >= 12)?.index;
  const found = findLabelAndSplit(table, named, without(facts, given ?? called));
  const text = given ?? findText(without(facts, found.label, found.split));
  if (text === undefined) throw missing(table, 'text');
  if (text === found.label || text === found.split)
    throw dataError('same-column', { path: table.path, name: columnReference(table, text) });
  checkLabels(table, found.label);
  return { text, ...found };
}

/** Position of the column of texts, where no labels are needed. Throws `data.missing-column`, `data.duplicate-column`. */
export function findTextColumn(table: Table, named: string | undefined): number {
  if (named !== undefined) return namedColumn(table, named, 'text');
  const found = findText(columnFacts(table));
  if (found === undefined) throw missing(table, 'text');
  return found;
}

const picturePath = /\.(jpe?g|png|webp|tiff?|gif)(\?[^/]*)?$/i;

function share(table: Table, { index }: ColumnFacts, fits: (cell: string) => boolean): number {
  const sample = table.rows.slice(0, 1000);
  return sample.filter(({ cells }) => fits(cellText(cells[index]).trim())).length / sample.length;
}

/** Whether a cell names a picture that is there, without its ending. */
export type IsPicture = (cell: string) => boolean;

function findPath(table: Table, facts: readonly ColumnFacts[], isPicture: IsPicture): number | undefined {
  const paths = facts.filter((fact) => share(table, fact, (cell) => picturePath.test(cell)) > 0.5);
  const called = (fit: NameFit, among = facts) => among.find(({ name }) => fitsPath(name) === fit);
  const path = called('exact', paths) ?? called('part', paths) ?? paths[0] ?? called('exact');
  // Ages and counts are names of files as well, somewhere: an id is called so, and does not come again.
  const ids = facts.filter(({ name, distinct, filled }) => isIdName(name) && distinct > filled * 0.9);
  return (path ?? ids.find((fact) => share(table, fact, isPicture) > 0.5))?.index;
}

/** Position of the column of pictures. Throws `data.missing-column`, `data.duplicate-column`. */
export function findPathColumn(
  table: Table,
  named: NamedColumns,
  isPicture: IsPicture = () => false,
): number {
  if (named.pathColumn !== undefined) return namedColumn(table, named.pathColumn, 'path');
  const path = findPath(table, columnFacts(table), isPicture);
  if (path === undefined) throw missing(table, 'path');
  return path;
}

/** Positions of the path, label and, where there is one, split columns of a picture manifest. Throws as `findTextColumns`. */
export function findManifestColumns(
  table: Table,
  named: NamedColumns,
  isPicture?: IsPicture,
): Found & { readonly path: number } {
  const path = findPathColumn(table, named, isPicture);
  const found = findLabelAndSplit(table, named, without(columnFacts(table), path));
  if (found.label === path || found.split === path)
    throw dataError('same-column', { path: table.path, name: columnReference(table, path) });
  checkLabels(table, found.label);
  return { path, ...found };
}
