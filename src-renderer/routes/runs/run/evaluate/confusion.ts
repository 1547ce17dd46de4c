// The confusion matrix as it is shown: shares by row or column, and its largest mistakes.

export type ConfusionView = 'counts' | 'byTrue' | 'byPredicted';

/** Share of each cell: of all examples of its row (true class), or of its column (prediction); counts as of the largest. */
export function cellShares(confusion: readonly (readonly number[])[], view: ConfusionView): number[][] {
  const rowSums = confusion.map((row) => row.reduce((sum, value) => sum + value, 0));
  const columnSums = confusion.map((_, column) => confusion.reduce((sum, row) => sum + row[column]!, 0));
  const largest = Math.max(1, ...confusion.flat());
  return confusion.map((row, truth) =>
    row.map((value, said) => {
      const whole = view === 'counts' ? largest : view === 'byTrue' ? rowSums[truth]! : columnSums[said]!;
      return whole === 0 ? 0 : value / whole;
    }),
  );
}

export interface Mistaken {
  readonly truth: number;
  readonly said: number;
  readonly count: number;
}

/** The pairs that are mixed up most often, at most `limit`. */
export function frequentMistakes(confusion: readonly (readonly number[])[], limit: number): Mistaken[] {
  return confusion
    .flatMap((row, truth) => row.map((count, said) => ({ truth, said, count })))
    .filter(({ truth, said, count }) => truth !== said && count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, limit);
}
