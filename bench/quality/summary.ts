// Results of a pair and method over its seeds: mean and spread.
import type { CellResult } from './results-file.ts';

export interface Spread {
  readonly mean: number;
  /** Of the sample (n - 1); 0 for a single value. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

export interface Summary {
  /** Sorted; those with an accuracy. */
  readonly seeds: readonly number[];
  /** Absent where every seed failed. */
  readonly accuracy: Spread | undefined;
  readonly seconds: Spread | undefined;
  /** The largest of all. */
  readonly peakMemoryMb: number;
  /** Some times were taken while other programs kept the machine busy. */
  readonly busy: boolean;
  readonly failures: readonly NonNullable<CellResult['failure']>[];
}

/** As bench/run.ts has it: PyTorch suffers most on a busy machine. */
const disturbingLoad = 0.2;

export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
  return { mean, deviation, min: Math.min(...values), max: Math.max(...values) };
}

/** The newest result of each cell, without those of other settings than the newest of its method. */
export function currentResults(results: readonly CellResult[], pair: string, method: string): CellResult[] {
  const own = results.filter((result) => result.pair === pair && result.method === method);
  const settings = JSON.stringify(own.at(-1)?.settings);
  const bySeed = new Map(
    own
      .filter((result) => JSON.stringify(result.settings) === settings)
      .map((result) => [result.seed, result]),
  );
  return [...bySeed.values()].sort((a, b) => a.seed - b.seed);
}

export function summarise(results: readonly CellResult[]): Summary {
  const measured = results.filter(({ accuracy }) => accuracy !== undefined);
  return {
    seeds: measured.map(({ seed }) => seed),
    accuracy: spreadOf(measured.map(({ accuracy }) => accuracy!)),
    seconds: spreadOf(measured.map(({ seconds }) => seconds)),
    peakMemoryMb: Math.max(0, ...measured.map(({ peakMemoryMb }) => peakMemoryMb)),
    busy: measured.some(({ otherLoad }) => otherLoad > disturbingLoad),
    failures: results.flatMap(({ failure }) => (failure === undefined ? [] : [failure])),
  };
}
