// Errand: how a reading would be split by other fractions or another seed.
import { assembleVersion } from '../../data/assemble-version.ts';
import type { SplitPreview } from '../../data/data-report.ts';
import { countClasses, countSplits } from '../../data/describe-dataset.ts';
import type { Errand } from '../workbench-messages.ts';
import { readingOf } from './readings.ts';

export interface PreviewSplitInput {
  readonly key: string;
  readonly validationFraction: number;
  readonly testFraction: number;
  readonly seed: number;
}

/** Throws `data.split-too-small`, `data.fractions-too-large`. */
export const previewSplit: Errand<PreviewSplitInput, SplitPreview> = async (input, context) => {
  const { key, seed, validationFraction, testFraction } = input;
  const reading = await readingOf(key, context);
  const data = { ...reading.data, validationFraction, testFraction };
  const version = assembleVersion(reading.input, data, { seed, earlier: reading.earlier });
  const classes = countClasses(version);
  const cuts = Object.entries({ validation: validationFraction, test: testFraction });
  const wanted = cuts
    .filter(([split, share]) => share > 0 && !reading.input.given.has(split as 'validation' | 'test'))
    .map(([split]) => split as 'validation' | 'test'); // names of the object above
  const tooSmall = classes.filter((row) => wanted.some((split) => row[split] === 0)).map(({ name }) => name);
  const { hash, carried = null } = version;
  return { hash, splits: countSplits(version), classes, tooSmall, carried };
};
