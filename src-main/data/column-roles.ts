// Which role each column of a table seems to have, how sure that is, and why: what a person confirms before anything
// is read. Never throws: where nothing can be found, the columns are shown without roles.
import { FinesseError } from '../errors.ts';
import type { KindName } from '../facts/kinds.ts';
import { type ColumnFacts, columnFacts, columnReference, isLabelLike } from './column-facts.ts';
import { fitsLabel, fitsPath, fitsText, isSplitName, type NameFit, splitFlagOf } from './column-names.ts';
import type { ColumnPreview, ColumnRole, TablePreview } from './data-report.ts';
import { findSplit } from './split-column.ts';
import {
  findManifestColumns,
  findPathColumn,
  findTextColumn,
  findTextColumns,
  type IsPicture,
  type NamedColumns,
} from './table-columns.ts';
import type { Table } from './table-reader.ts';

type Roles = ReadonlyMap<number, ColumnRole>;

const nameFit: Readonly<Record<Exclude<ColumnRole, 'ignore'>, (name: string) => NameFit>> = {
  text: fitsText,
  label: fitsLabel,
  path: fitsPath,
  split: (name) => (isSplitName(name) || splitFlagOf(name) !== undefined ? 'exact' : 'none'),
};

const nameField = {
  text: 'textColumn',
  label: 'labelColumn',
  path: 'pathColumn',
  split: 'splitColumn',
} as const satisfies Record<Exclude<ColumnRole, 'ignore'>, keyof NamedColumns>;

const shownRows = 20;
const shownCharacters = 160;
const shownSamples = 5;

export interface PreviewOptions {
  readonly kind: KindName;
  readonly named: NamedColumns;
  readonly isPicture?: IsPicture | undefined;
}

/** A table as the wizard shows it: first rows, and a proposal for each column. Nameless columns with nothing in them are left out. */
export function previewTable(table: Table, options: PreviewOptions): TablePreview {
  const { named } = options;
  const facts = new Map(columnFacts(table).map((fact) => [fact.index, fact]));
  const roles = rolesOf[options.kind](table, options);
  const { format } = table;
  const shownColumns = table.columns.flatMap((name, index) =>
    name === '' && !facts.has(index) ? [] : [index],
  );
  const columns = shownColumns.map((index) => {
    const role = roles.get(index) ?? 'ignore';
    const rival = [...facts.values()].some((other) => other.index !== index && isLabelLike(other));
    const unsettled = ![...roles.values()].includes('label');
    return columnPreview(table, { index, role, facts: facts.get(index), named, rival, unsettled });
  });
  return {
    path: table.path,
    encoding: format.encoding,
    separator: format.layout === 'delimited' ? format.separator : null,
    header: format.layout !== 'delimited' || format.header,
    numRows: table.rows.length,
    columns,
    rows: table.rows.slice(0, shownRows).map(({ cells }) => shownColumns.map((at) => shown(cells[at]))),
  };
}

/** The roles a run would take; where it would refuse the table, each role that can be found alone. */
const rolesOf: Readonly<Record<KindName, (table: Table, options: PreviewOptions) => Roles>> = {
  image: manifestRoles,
  text: textRoles,
};

function manifestRoles(table: Table, { named, isPicture }: PreviewOptions): Roles {
  const found =
    attempt(() => findManifestColumns(table, named, isPicture)) ??
    attempt(() => ({ path: findPathColumn(table, named, isPicture), ...splitAlone(table, named) }));
  return found === undefined ? new Map() : byIndex(found);
}

function textRoles(table: Table, { named }: PreviewOptions): Roles {
  const found =
    attempt(() => findTextColumns(table, named)) ??
    attempt(() => findTextColumns(table, { textColumn: named.textColumn })) ??
    attempt(() => findTextColumns({ ...table, rows: table.rows.slice(0, 9) }, named)) ??
    attempt(() => ({ text: findTextColumn(table, named.textColumn), ...splitAlone(table, named) }));
  return found === undefined ? new Map() : byIndex(found);
}

function splitAlone(table: Table, { splitColumn }: NamedColumns): { split?: number } {
  const split = splitColumn === undefined ? attempt(() => findSplit(table, columnFacts(table))) : undefined;
  return split === undefined ? {} : { split };
}

function byIndex(found: object): Roles {
  const entries = Object.entries(found).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return new Map(entries.map(([role, index]) => [index, role as ColumnRole])); // the finders name roles
}

function attempt<Result>(find: () => Result): Result | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof FinesseError) return undefined; // the run's own fault is told beside the preview
    throw error;
  }
}

interface Column {
  readonly index: number;
  readonly role: ColumnRole;
  readonly facts: ColumnFacts | undefined;
  readonly named: NamedColumns;
  /** Another column could hold the labels as well. */
  readonly rival: boolean;
  /** No column is known to hold them. */
  readonly unsettled: boolean;
}

function columnPreview(table: Table, column: Column): ColumnPreview {
  const { role, index, facts } = column;
  const values = new Set(table.rows.slice(0, 500).map(({ cells }) => shown(cells[index])));
  values.delete('');
  return {
    name: table.columns[index]!,
    reference: columnReference(table, index),
    role,
    ...certainty(table, column),
    filled: facts?.filled ?? 0,
    distinct: facts?.distinct ?? 0,
    meanLength: facts?.meanLength ?? 0,
    samples: [...values].slice(0, shownSamples),
  };
}

/** Names are trusted; content is believed where labels come again often and texts are longer than labels. */
function certainty(
  table: Table,
  { index, role, facts, named, rival, unsettled }: Column,
): Pick<ColumnPreview, 'confidence' | 'reason'> {
  if (role === 'ignore') {
    const possible = unsettled && facts !== undefined && isLabelLike(facts);
    return { confidence: possible ? 'unsure' : 'likely', reason: 'none' };
  }
  const name = table.columns[index]!;
  const given = named[nameField[role]];
  if (given !== undefined && (given === name || given === String(index)))
    return { confidence: 'certain', reason: 'named' };
  const fit = nameFit[role](name);
  if (fit !== 'none') return { confidence: fit === 'exact' ? 'certain' : 'likely', reason: 'usual-name' };
  const believable =
    facts !== undefined && (role === 'label' ? isLabelLike(facts) && !rival : facts.meanLength >= 12);
  return { confidence: believable || role === 'split' ? 'likely' : 'unsure', reason: 'content' };
}

/** JSON.stringify gives up on what is nested too deeply, and nobody could read it. */
const shownDepth = 32;

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

function shown(cell: unknown): string {
  if (isDeeper(cell, shownDepth)) return '…';
  const text = typeof cell === 'string' ? cell : cell === undefined ? '' : JSON.stringify(cell);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters - 1)}…` : text;
}
