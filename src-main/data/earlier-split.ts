// Where the examples of earlier versions stand, so that a new version of the same data leaves them there: what was tested
// with once is never trained on, and one corrected label moves nothing else.
import type { DataOptions } from './data-options.ts';
import type { DatasetVersion, SplitName } from './dataset-version.ts';

/** How a version was cut. Another fraction or seed is the wish to draw anew. */
export interface Cut {
  readonly validationFraction: number;
  readonly testFraction: number;
  readonly seed: number;
}

/** Why a split is drawn anew: what of the cut was changed; `splits`: a part that is to be cut now was none before. */
export type RedrawReason = keyof Cut | 'splits';

export interface EarlierSplit extends Cut {
  /** Id of the run whose examples these are, the nearest where they are of several. */
  readonly run: string;
  /** Content hashes of the examples of each split. */
  readonly places: Readonly<Record<SplitName, readonly string[]>>;
}

/** What became of an earlier split. A draw anew says what was changed, and how many examples it moved. */
export interface CarriedSplit {
  readonly run: string;
  /** Examples with the content of an earlier one, and all others. */
  readonly kept: number;
  readonly added: number;
  /** Earlier examples that are not there any more. */
  readonly gone: number;
  /** Of the kept ones, those that stand in another split than before. */
  readonly moved: number;
  /** Empty where examples keep their places. */
  readonly redrawn: readonly RedrawReason[];
}

/** What of the cut differs from that of the earlier split. */
export function changedCut(
  { validationFraction, testFraction }: Pick<DataOptions, 'validationFraction' | 'testFraction'>,
  seed: number,
  earlier: Cut,
): (keyof Cut)[] {
  const now: Cut = { validationFraction, testFraction, seed };
  return (['validationFraction', 'testFraction', 'seed'] as const).filter(
    (name) => now[name] !== earlier[name],
  );
}

/** Content hash -> split. */
export function placesByContent({ places }: EarlierSplit): ReadonlyMap<string, SplitName> {
  return new Map(
    (['train', 'validation', 'test'] as const).flatMap((split) =>
      places[split].map((hash) => [hash, split] as const),
    ),
  );
}

/** Counts what a version took over from an earlier split. */
export function carriedSplit(
  { examples }: Pick<DatasetVersion, 'examples'>,
  earlier: EarlierSplit,
  redrawn: readonly RedrawReason[],
): CarriedSplit {
  const before = placesByContent(earlier);
  const kept = examples.filter(({ contentHash }) => before.has(contentHash));
  const there = new Set(kept.map(({ contentHash }) => contentHash));
  return {
    run: earlier.run,
    kept: kept.length,
    added: examples.length - kept.length,
    gone: before.size - there.size,
    moved: kept.filter(({ contentHash, split }) => before.get(contentHash) !== split).length,
    redrawn,
  };
}
