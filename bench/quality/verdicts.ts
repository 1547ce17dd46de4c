// What the default recipe promises for a pair, and whether it keeps it: at least the regression on frozen features, and
// at least the reference script less its spread, in at most half of its time.
import { defaultMethod, referenceMethods, regressionMethod } from './methods.ts';
import type { CellResult } from './results-file.ts';
import { currentResults, type Summary, summarise } from './summary.ts';

export interface Verdicts {
  /** Of the reference scripts the one that is most accurate on average. */
  readonly reference: string | undefined;
  readonly regressionMet: Verdict | undefined;
  readonly referenceMet: Verdict | undefined;
  readonly timeMet: Verdict | undefined;
}

/** `by`: how much above what was wanted, below 0 where it is missed; of times, the default's as a share of the other. */
export interface Verdict {
  readonly met: boolean;
  readonly by: number;
  /** Seeds that both sides have: only these are compared. */
  readonly seeds: readonly number[];
}

export function verdictsOf(all: readonly CellResult[], pair: string): Verdicts {
  const ours = currentResults(all, pair, defaultMethod);
  const reference = bestReference(all, pair);
  const script = reference === undefined ? [] : currentResults(all, pair, reference);
  return {
    reference,
    regressionMet: compared(ours, currentResults(all, pair, regressionMethod), (own, other) =>
      atLeast(own.accuracy!.mean, other.accuracy!.mean),
    ),
    referenceMet: compared(ours, script, (own, other) =>
      atLeast(own.accuracy!.mean, other.accuracy!.mean - other.accuracy!.deviation),
    ),
    timeMet: compared(ours, script, (own, other) => {
      const share = own.seconds!.mean / other.seconds!.mean;
      return { met: share <= 0.5, by: share };
    }),
  };
}

/** Differences smaller than rounding are none. */
function atLeast(value: number, wanted: number) {
  return { met: value >= wanted - 1e-12, by: value - wanted };
}

function bestReference(all: readonly CellResult[], pair: string): string | undefined {
  let best: { method: string; accuracy: number } | undefined;
  for (const method of referenceMethods) {
    const accuracy = summarise(currentResults(all, pair, method)).accuracy?.mean;
    if (accuracy !== undefined && (best === undefined || accuracy > best.accuracy))
      best = { method, accuracy };
  }
  return best?.method;
}

/** Of the seeds that both have measured on the same examples; undefined where there are none. */
function compared(
  ours: readonly CellResult[],
  others: readonly CellResult[],
  judge: (own: Summary, other: Summary) => Omit<Verdict, 'seeds'>,
): Verdict | undefined {
  const shared = ours.flatMap((own) => {
    const other = others.find(({ seed }) => seed === own.seed);
    if (own.accuracy === undefined || other?.accuracy === undefined) return [];
    if (own.data !== other.data)
      throw new Error(`${own.pair}, seed ${own.seed}: ${other.method} has seen other examples`);
    return [{ own, other }];
  });
  if (shared.length === 0) return undefined;
  const own = summarise(shared.map((pair) => pair.own));
  const other = summarise(shared.map((pair) => pair.other));
  return { ...judge(own, other), seeds: own.seeds };
}
