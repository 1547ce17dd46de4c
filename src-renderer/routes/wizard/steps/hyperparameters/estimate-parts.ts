// What a measured time is made of, in the order it is spent, so that the parts add up to the total. Pure.

export type EstimatePart =
  | { readonly kind: 'loading' | 'caching' | 'choosing' | 'evaluation' | 'other'; readonly seconds: number }
  | {
      readonly kind: 'phase';
      readonly name: string;
      readonly epochs: number;
      readonly secondsPerEpoch: number;
      readonly seconds: number;
    };

interface Measured {
  readonly phases: readonly {
    readonly name: string;
    readonly epochs: number;
    readonly secondsPerEpoch: number;
  }[];
  readonly loadingSeconds: number;
  readonly cachingSeconds: number;
  readonly choosingSeconds: number;
  readonly evaluationSeconds: number;
  readonly totalSeconds: number;
}

/** Parts that would read as nothing are left out, and are in `other` like what is done once a phase. */
const leastSeconds = 0.05;

export function estimateParts(measured: Measured): EstimatePart[] {
  const known: EstimatePart[] = [
    { kind: 'loading', seconds: measured.loadingSeconds },
    { kind: 'caching', seconds: measured.cachingSeconds },
    { kind: 'choosing', seconds: measured.choosingSeconds },
    ...measured.phases.map(({ name, epochs, secondsPerEpoch }) => ({
      kind: 'phase' as const,
      name,
      epochs,
      secondsPerEpoch,
      seconds: epochs * secondsPerEpoch,
    })),
    { kind: 'evaluation', seconds: measured.evaluationSeconds },
  ];
  const shown = known.filter(({ kind, seconds }) => kind === 'phase' || seconds >= leastSeconds);
  const seconds = measured.totalSeconds - shown.reduce((sum, part) => sum + part.seconds, 0);
  return seconds >= leastSeconds ? [...shown, { kind: 'other', seconds }] : shown;
}
