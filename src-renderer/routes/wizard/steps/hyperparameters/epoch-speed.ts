// What a dry run measured, as the budget needs it.

export interface EpochSpeed {
  readonly secondsPerEpoch?: number;
  readonly headSecondsPerEpoch?: number;
}

interface MeasuredPhase {
  readonly secondsPerEpoch: number;
}

/** Of several phases the first trains the least and the last the most. */
export function epochSpeed(phases: readonly MeasuredPhase[]): EpochSpeed {
  const [first, last] = [phases[0], phases.at(-1)];
  return {
    ...(last && last.secondsPerEpoch > 0 ? { secondsPerEpoch: last.secondsPerEpoch } : {}),
    ...(first && phases.length > 1 && first.secondsPerEpoch > 0
      ? { headSecondsPerEpoch: first.secondsPerEpoch }
      : {}),
  };
}
