// Results as bench/quality/run.ts keeps them, for tests.
import type { CellResult } from '../../bench/quality/results-file.ts';

/** A result of the pair `surfaces`; what a test does not say is the same in all. */
export function cellResult(given: Partial<CellResult> & Pick<CellResult, 'method' | 'seed'>): CellResult {
  return {
    pair: 'surfaces',
    settings: { adaptation: { preset: 'gradual' } },
    data: `version of seed ${given.seed}`,
    train: 434,
    validation: 93,
    test: 93,
    accuracy: 0.9,
    seconds: 10,
    peakMemoryMb: 500,
    otherLoad: 0,
    threads: 2,
    machine: 'a processor',
    date: '2026-12-01',
    ...given,
  };
}

/** The same of several seeds, 1 and on, one for each accuracy. */
export function cellResults(
  method: string,
  accuracies: readonly number[],
  given: Partial<CellResult> = {},
): CellResult[] {
  return accuracies.map((accuracy, at) => cellResult({ method, seed: at + 1, accuracy, ...given }));
}
