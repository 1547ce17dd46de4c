// How a procedure is tried.
import type { contract } from '../../../../src-main/api/contract.ts';
import type { World } from './world.ts';

type Contract = typeof contract;
type VerbsOf<Noun extends keyof Contract> = `${Noun}.${keyof Contract[Noun] & string}`;
export type ProcedureName = { [Noun in keyof Contract]: VerbsOf<Noun> }[keyof Contract];

export interface Row {
  /** A message that it takes; what has to be there for it is made before. Absent: it takes none. */
  readonly message?: (world: World) => unknown;
  /** Tried a tenth as often as the others: it takes longer than they do together. */
  readonly rare?: true;
  /** It waits for news until nobody waits any more. */
  readonly waits?: true;
  /** The fields of its answer are ids. */
  readonly keyed?: true;
  /** The names that its fields are changed to; `known` when absent. */
  readonly names?: 'removable' | 'writable';
}

/** Why no message of it is tried. */
export interface Skipped {
  readonly skipped: string;
}

export type Table = Partial<Record<ProcedureName, Row | Skipped>>;
