// Which role each column of a table seems to have, how sure that is, and why: what a person confirms before anything
// is read. Never throws: where nothing can be found, the columns are shown without roles.
import { FinesseError } from '../errors.ts';
import type { ColumnPreview, ColumnRole, TablePreview } from './data-report.ts';
import {
  type ColumnFacts,
  columnFacts,
  findManifestColumns,
  findTextColumns,
  labelNames,
  pathNames,
  splitNames,
  textNames,
} from './table-columns.ts';
import type { Table } from './table-reader.ts';

export interface NamedColumns {
  readonly text?: string | undefined;
  readonly label?: string | undefined;
}

type Roles = ReadonlyMap<number, ColumnRole>;

const usualNames: Readonly<Record<ColumnRole, RegExp | undefined>> = {
  text: textNames,
  label: labelNames,
  path: pathNames,
  split: splitNames,
  ignore: undefined,
};

const shownRows = 20;
const shownCharacters = 160;
const shownSamples = 5;

/** A table as the wizard shows it: first rows, and a proposal for each column. */
export function previewTable(table: Table, kind: 'image' | 'text', named: NamedColumns): TablePreview {
  const facts = new Map(columnFacts(table).map((fact) => [fact.index, fact]));
  const roles = rolesOf(table, kind, named);
  const { format } = table;
  const columns = table.columns.map((name, index) => {
    const role = roles.get(index) ?? 'ignore';
    const rival = [...facts.values()].some((other) => other.index !== index && isLabelLike(other));
    return columnPreview(table, { name, index, role, facts: facts.get(index), named, rival });
  });
  return {
    path: table.path,
    encoding: format.encoding,
    separator: format.layout === 'delimited' ? format.separator : null,
    header: format.layout === 'json-lines' || format.header,
    numRows: table.rows.length,
    columns,
    rows: table.rows.slice(0, shownRows).map(({ cells }) => table.columns.map((_, at) => shown(cells[at]))),
  };
}

/** The roles a run would take; where it would refuse the table, each role that can be found alone. */
function rolesOf(table: Table, kind: 'image' | 'text', named: NamedColumns): Roles {
  if (kind === 'image') {
    const found = attempt(() => findManifestColumns(table, { label: named.label }));
    return found === undefined ? new Map() : byIndex(found);
  }
  const found =
    attempt(() => findTextColumns(table, named)) ??
    attempt(() => findTextColumns(table, { text: named.text })) ??
    attempt(() => findTextColumns({ ...table, rows: table.rows.slice(0, 9) }, named));
  return found === undefined ? new Map() : byIndex(found);
}

function byIndex(found: Readonly<Record<string, number | undefined>>): Roles {
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
  readonly name: string;
  readonly index: number;
  readonly role: ColumnRole;
  readonly facts: ColumnFacts | undefined;
  readonly named: NamedColumns;
  /** Another column could hold the labels as well. */
  readonly rival: boolean;
}

function columnPreview(table: Table, column: Column): ColumnPreview {
  const { name, role, index, facts } = column;
  const values = new Set(table.rows.slice(0, 500).map(({ cells }) => shown(cells[index])));
  values.delete('');
  return {
    name,
    role,
    ...certainty(column),
    filled: facts?.filled ?? 0,
    distinct: facts?.distinct ?? 0,
    meanLength: facts?.meanLength ?? 0,
    samples: [...values].slice(0, shownSamples),
  };
}

/** Names are trusted; content is believed where labels come again often and texts are longer than labels. */
function certainty({
  name,
  index,
  role,
  facts,
  named,
  rival,
}: Column): Pick<ColumnPreview, 'confidence' | 'reason'> {
  if (role === 'ignore') return { confidence: 'likely', reason: 'none' };
  const given = role === 'text' ? named.text : role === 'label' ? named.label : undefined;
  if (given !== undefined && (given === name || given === String(index)))
    return { confidence: 'certain', reason: 'named' };
  if (usualNames[role]?.test(name)) return { confidence: 'certain', reason: 'usual-name' };
  const believable =
    facts !== undefined && (role === 'label' ? isLabelLike(facts) && !rival : facts.meanLength >= 12);
  return { confidence: believable ? 'likely' : 'unsure', reason: 'content' };
}

/** Few values that come again often. */
function isLabelLike({ filled, distinct }: ColumnFacts): boolean {
  return distinct >= 2 && distinct <= Math.max(5, filled * 0.1);
}

function shown(cell: unknown): string {
  const text = typeof cell === 'string' ? cell : cell === undefined ? '' : JSON.stringify(cell);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters - 1)}…` : text;
}
