// A cell of the table: one pair, one method, one seed. Which there are, and in which order.
import { isDeepStrictEqual } from 'node:util';
import { type Method, methods, settingsOf } from './methods.ts';
import { type Pair, pairs } from './pairs.ts';
import type { CellResult } from './results-file.ts';

export interface Cell {
  readonly pair: Pair;
  readonly method: Method;
  readonly seed: number;
  readonly settings: object;
}

/** Names; undefined takes all. */
export interface CellFilter {
  readonly pairs: readonly string[] | undefined;
  readonly methods: readonly string[] | undefined;
  readonly seeds: readonly number[];
}

/**
 * All cells of a filter: every pair and method of the first seed before the second seed, so that half a table is of
 * use. A preset that is the default already is left out. Throws on unknown names.
 */
export function cellsOf(filter: CellFilter): Cell[] {
  const chosenPairs = chosen(pairs, filter.pairs);
  const chosenMethods = chosen(methods, filter.methods);
  return filter.seeds.flatMap((seed) =>
    chosenPairs.flatMap((pair) =>
      chosenMethods
        .filter((method) => belongs(method, pair))
        .map((method) => ({ pair, method, seed, settings: settingsOf(method, pair) })),
    ),
  );
}

function chosen<Row extends { readonly name: string }>(
  rows: readonly Row[],
  names: readonly string[] | undefined,
): readonly Row[] {
  if (names === undefined) return rows;
  const unknown = names.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined)
    throw new Error(`No ${unknown}. Known: ${rows.map(({ name }) => name).join(', ')}`);
  return rows.filter(({ name }) => names.includes(name));
}

function belongs(method: Method, pair: Pair): boolean {
  if (method.side === 'peer') return (method.task ?? pair.task) === pair.task;
  const first = methods.find((other) => isDeepStrictEqual(settingsOf(other, pair), settingsOf(method, pair)));
  return first === method;
}

/** Whether a result settles the cell; failures other than by time are tried again, and so are other settings. */
export function isSettled(cell: Cell, results: readonly CellResult[]): boolean {
  return results.some(
    (result) =>
      result.pair === cell.pair.name &&
      result.method === cell.method.name &&
      result.seed === cell.seed &&
      result.failure !== 'error' &&
      isDeepStrictEqual(result.settings, JSON.parse(JSON.stringify(cell.settings))),
  );
}
