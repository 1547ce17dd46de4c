// Whether what a recipe calls white fits the pictures it trains on.
import type { DatasetVersion } from '../data/dataset-version.ts';
import { fullScale, isDim, whiteLevelFor } from '../data/sample-range.ts';
import type { Message } from '../errors.ts';
import { kinds } from '../facts/kinds.ts';
import { trainingNotice } from './notices.ts';

/** Warnings; none where the pictures have 8 bits and the recipe says nothing, or where both agree. */
export function sampleNotices(
  { kind, sampleRange }: DatasetVersion,
  whiteLevel: number | undefined,
): Message[] {
  if (!kinds[kind].hasPixels) return [];
  if (sampleRange === undefined)
    return whiteLevel === undefined ? [] : [trainingNotice('whiteLevelUnused', { whiteLevel })];
  const { pictures, dim, peak, dimPeak } = sampleRange;
  const white = whiteLevel ?? fullScale;
  const dark = { dim, pictures, peak: dimPeak };
  return [
    ...(dim > 0 && isDim(dimPeak, white)
      ? [
          dim === pictures
            ? trainingNotice('nearlyBlack', { ...dark, whiteLevel: whiteLevelFor(dimPeak) })
            : trainingNotice('someNearlyBlack', { ...dark, others: peak }),
        ]
      : []),
    ...(peak > white ? [trainingNotice('clipped', { peak, whiteLevel: white })] : []),
  ];
}
