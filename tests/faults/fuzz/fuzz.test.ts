// Thousands of damaged inputs of every kind that comes from outside. Each is refused in words, or read as another
// program would read it; none crashes or hangs. `FUZZ_CASES` and `FUZZ_SEED` ask for more, or for others.
import { afterAll, describe, expect, it } from 'vitest';
import { verdicts } from './kind.ts';
import { type KindName, kinds } from './kinds.ts';
import { type Counts, runKind } from './run-kind.ts';

const cases = Number(process.env.FUZZ_CASES ?? 2_000);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_201);
const table = new Map<string, Counts>();

afterAll(() => {
  const row = (cells: readonly (string | number)[]) =>
    cells
      .map((cell) => String(cell).padEnd(15))
      .join('')
      .trimEnd();
  const rows = [...table].map(([kind, { counts }]) =>
    row([kind, ...verdicts.map((verdict) => counts[verdict])]),
  );
  console.log([row([`${cases} cases of`, ...verdicts]), ...rows].join('\n'));
});

describe('damaged input', () => {
  it.each(Object.keys(kinds) as KindName[])(
    '%s: never wrong, never a crash, never a hang',
    async (kind) => {
      const found = await runKind(kind, { seed, cases });
      table.set(kind, found);
      expect(found.faults).toEqual([]);
      const { counts } = found;
      expect(verdicts.reduce((sum, verdict) => sum + counts[verdict], 0)).toBe(cases);
      // A fuzzer whose cases are all refused at the door, or all let through, proves nothing.
      expect(counts['clear error']).toBeGreaterThan(cases * 0.02);
      expect(counts['same result'] + counts.changed).toBeGreaterThan(cases * 0.02);
    },
    240_000,
  );
});
