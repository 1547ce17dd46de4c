// Thousands of damaged inputs of every kind that comes from outside. Each is refused in words, or read as another
// program would read it; none crashes or hangs. `FUZZ_CASES` and `FUZZ_SEED` ask for more, or for others.
import { afterAll, describe, expect, it } from 'vitest';
import { contract } from '../../../src-main/api/contract.ts';
import { verdicts } from './kind.ts';
import { type KindName, kinds } from './kinds.ts';
import type { Row, Skipped } from './messages/row.ts';
import { table } from './messages/table.ts';
import { refusedByContract } from './messages/tried.ts';
import { type Counts, runKind } from './run-kind.ts';

const cases = Number(process.env.FUZZ_CASES ?? 2_000);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_201);
const results = new Map<string, Counts>();

afterAll(() => {
  const row = (cells: readonly (string | number)[]) =>
    cells
      .map((cell) => String(cell).padEnd(15))
      .join('')
      .trimEnd();
  const rows = [...results].map(([kind, { counts }]) =>
    row([kind, ...verdicts.map((verdict) => counts[verdict])]),
  );
  console.log([row([`${cases} cases of`, ...verdicts]), ...rows].join('\n'));
});

/** Messages that did not fail already for what they are, and so reached the code behind the contract. */
const shareOfWhole = ({ notes }: Counts) =>
  1 -
  [...notes].reduce((sum, [note, count]) => sum + (note.endsWith(refusedByContract) ? count : 0), 0) / cases;

it('messages are tried of every procedure of the contract, or it is said why not', () => {
  const procedures = Object.entries(contract).flatMap(([noun, verbs]) =>
    Object.keys(verbs).map((verb) => `${noun}.${verb}`),
  );
  expect(Object.keys(table).toSorted()).toEqual(procedures.toSorted());
  const skipped = Object.entries(table as Record<string, Row | Skipped>).flatMap(([name, row]) =>
    'skipped' in row ? [name] : [],
  );
  expect(skipped).toEqual(['system.doctor']);
});

describe('damaged input', () => {
  it.each(Object.keys(kinds) as KindName[])(
    '%s: never wrong, never a crash, never a hang',
    async (kind) => {
      const found = await runKind(kind, { seed, cases });
      results.set(kind, found);
      expect(found.faults).toEqual([]);
      const { counts } = found;
      expect(verdicts.reduce((sum, verdict) => sum + counts[verdict], 0)).toBe(cases);
      // A fuzzer whose cases are all refused at the door, or all let through, proves nothing.
      expect(counts['clear error']).toBeGreaterThan(cases * 0.02);
      expect(counts['same result'] + counts.changed).toBeGreaterThan(cases * 0.02);
      if (kind === 'API messages') expect(shareOfWhole(found)).toBeGreaterThan(0.4);
    },
    240_000,
  );
});
