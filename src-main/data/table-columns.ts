// Which column of a table is the text, the label, the path or the split. What the person named wins; then
// familiar names; then the content: texts are long, labels are few and come again.
import { dataError } from './errors.ts';
import type { Table } from './table-reader.ts';

export interface ColumnFacts {
  readonly index: number;
  readonly name: string;
  readonly filled: number;
  readonly distinct: number;
  readonly meanLength: number;
}

export const labelNames = /^(labels?|class|category|categories|intent|sentiment|target|tag|topic|queue)$/i;
export const textNames = /^(text|texts|sentence|message|content|body|comment|review|tweet|question)$/i;
export const pathNames = /^(path|file|filename|file_name|filepath|image|picture|image_path)$/i;
export const splitNames = /^(split|subset|set|partition)$/i;
const sampleRows = 5000;

/** Columns with a name and something in them. */
export function columnFacts(table: Table): ColumnFacts[] {
  const sample = table.rows.slice(0, sampleRows);
  return table.columns.flatMap((name, index) => {
    const values = sample
      .map((row) => row.cells[index])
      .filter((cell) => cell !== '' && typeof cell !== 'object')
      .map(String);
    if (name === '' || values.length === 0) return [];
    const meanLength = values.reduce((sum, value) => sum + value.length, 0) / values.length;
    return [{ index, name, filled: values.length, distinct: new Set(values).size, meanLength }];
  });
}

/** The index of a column by its name or 0-based number. Throws `data.missing-column`, `data.duplicate-column`. */
function namedColumn(table: Table, wanted: string, needed: string): number {
  const index = table.columns.indexOf(wanted);
  if (index >= 0 && table.columns.indexOf(wanted, index + 1) >= 0)
    throw dataError('duplicate-column', { path: table.path, name: wanted });
  if (index >= 0) return index;
  const number = /^\d+$/.test(wanted) ? Number(wanted) : -1;
  if (number >= 0 && number < table.columns.length) return number;
  throw dataError('missing-column', {
    path: table.path,
    needed: `${needed} ("${wanted}")`,
    found: table.columns,
  });
}

function longest(facts: readonly ColumnFacts[]): ColumnFacts | undefined {
  return facts.toSorted((a, b) => b.meanLength - a.meanLength)[0];
}

function repeats({ distinct, filled }: ColumnFacts): boolean {
  return distinct >= 2 && distinct <= filled * 0.7;
}

function findLabel(facts: readonly ColumnFacts[]): ColumnFacts | undefined {
  const familiar = facts.find((fact) => labelNames.test(fact.name));
  if (familiar !== undefined) return familiar;
  const fewest = facts.filter(repeats).toSorted((a, b) => a.distinct - b.distinct)[0];
  return (
    fewest ?? (facts.length === 2 ? facts.toSorted((a, b) => a.meanLength - b.meanLength)[0] : undefined)
  );
}

function checkLabels(table: Table, column: number): void {
  const labels = table.rows.map((row) => row.cells[column]).filter((cell) => cell !== '');
  const values = new Set(labels.map(String)).size;
  if (labels.length >= 10 && values > labels.length * 0.8)
    throw dataError('labels-all-distinct', { path: table.path, column: table.columns[column]!, values });
}

function missing(table: Table, needed: string) {
  return dataError('missing-column', { path: table.path, needed, found: table.columns });
}

/** Positions of the text and label columns. Throws `data.missing-column`, `data.same-column`, `data.labels-all-distinct`. */
export function findTextColumns(
  table: Table,
  named: { readonly text?: string; readonly label?: string },
): { readonly text: number; readonly label: number } {
  const facts = columnFacts(table);
  const givenText = named.text === undefined ? undefined : namedColumn(table, named.text, 'text');
  const label =
    named.label === undefined
      ? findLabel(facts.filter((fact) => fact.index !== givenText && !splitNames.test(fact.name)))?.index
      : namedColumn(table, named.label, 'label');
  const others = facts.filter((fact) => fact.index !== label);
  const text = givenText ?? (others.find((fact) => textNames.test(fact.name)) ?? longest(others))?.index;
  if (text === undefined) throw missing(table, 'text');
  if (label === undefined) throw missing(table, 'label');
  if (text === label) throw dataError('same-column', { path: table.path, name: table.columns[text]! });
  checkLabels(table, label);
  return { text, label };
}

/** Position of the column of texts, where no labels are needed. Throws `data.missing-column`, `data.duplicate-column`. */
export function findTextColumn(table: Table, named: string | undefined): number {
  if (named !== undefined) return namedColumn(table, named, 'text');
  const facts = columnFacts(table);
  const found = facts.find((fact) => textNames.test(fact.name)) ?? longest(facts);
  if (found === undefined) throw missing(table, 'text');
  return found.index;
}

const picturePath = /\.(jpe?g|png|webp|tiff?|gif)$/i;

function findPath(table: Table, facts: readonly ColumnFacts[]): number | undefined {
  const familiar = facts.find((fact) => pathNames.test(fact.name));
  const share = ({ index }: ColumnFacts) =>
    table.rows.filter((row) => picturePath.test(String(row.cells[index]).trim())).length / table.rows.length;
  return (familiar ?? facts.find((fact) => share(fact) > 0.5))?.index;
}

/** Positions of the path, label and, where there is one, split columns of a picture manifest. */
export function findManifestColumns(
  table: Table,
  named: { readonly label?: string },
): { readonly path: number; readonly label: number; readonly split?: number } {
  const facts = columnFacts(table);
  const path = findPath(table, facts);
  if (path === undefined) throw missing(table, 'path');
  const split = facts.find((fact) => splitNames.test(fact.name) && fact.index !== path)?.index;
  const label =
    named.label === undefined
      ? findLabel(facts.filter((fact) => fact.index !== path && fact.index !== split))?.index
      : namedColumn(table, named.label, 'label');
  if (label === undefined) throw missing(table, 'label');
  if (label === path) throw dataError('same-column', { path: table.path, name: table.columns[path]! });
  checkLabels(table, label);
  return split === undefined ? { path, label } : { path, label, split };
}
