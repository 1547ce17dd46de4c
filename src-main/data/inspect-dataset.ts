// What a person wants to know about data before training on it: for `finesse inspect`.
import type { KindName } from '../facts/kinds.ts';
import type { SourceFormat } from './candidates.ts';
import type { DataProblem, DatasetVersion, SplitName } from './dataset-version.ts';
import type { PictureFacts } from './decode-picture.ts';
import type { CarriedSplit } from './earlier-split.ts';
import { type DatasetReading, type OpenDatasetOptions, readDataset } from './open-dataset.ts';
import { type SampleRange, whiteLevelFor } from './sample-range.ts';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export interface ClassCount {
  readonly name: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface DataInspection {
  readonly kind: KindName;
  readonly path: string;
  /** Hash of the dataset version a run with the same seed would use. */
  readonly hash: string;
  readonly sources: readonly {
    readonly path: string;
    readonly given: SplitName;
    readonly format: SourceFormat;
    readonly examples: number;
  }[];
  readonly examples: number;
  readonly splits: Readonly<Record<SplitName, number>>;
  /** What it takes over from the split of an earlier run; null for a first one. */
  readonly carried: CarriedSplit | null;
  readonly classes: readonly ClassCount[];
  /** Examples of the largest class for each one of the smallest, over all splits. */
  readonly imbalance: number;
  /** Pictures: shorter and longer side, pixels. Texts: length in characters. */
  readonly sizes: Readonly<Record<string, Spread>>;
  /** Pictures by format found in their content; empty for texts. */
  readonly pictureFormats: Readonly<Record<string, number>>;
  /** Of pictures with 16 bits, and what would be white in those that are nearly black. */
  readonly sampleRange?: (SampleRange & { readonly whiteLevel: number }) | undefined;
  readonly duplicateGroups: number;
  /** Examples left out of a split because a stricter one holds the same content. */
  readonly leaks: number;
  readonly problemCounts: Readonly<Record<string, number>>;
  readonly problems: readonly DataProblem[];
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { min: sorted[0]!, median: sorted[sorted.length >> 1]!, max: sorted.at(-1)! };
}

function countBy<Item>(items: Iterable<Item>, key: (item: Item) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function countClasses({ classes, examples }: DatasetVersion): ClassCount[] {
  const counts = classes.map((name) => ({ name, train: 0, validation: 0, test: 0 }));
  for (const { label, split } of examples) counts[label]![split]++;
  return counts;
}

const sizesOf: Readonly<Record<KindName, (reading: DatasetReading) => Record<string, Spread>>> = {
  image: pictureSizes,
  text: ({ version }) => ({ characters: spread(version.examples.map(({ text }) => text!.length)) }),
};

function pictureSizes({ version, pictures }: DatasetReading): Record<string, Spread> {
  const facts = version.examples.map(({ source }): PictureFacts => pictures.get(source.path)!);
  return {
    shorterSide: spread(facts.map(({ width, height }) => Math.min(width, height))),
    longerSide: spread(facts.map(({ width, height }) => Math.max(width, height))),
  };
}

/** Reads and checks the data as `openDataset` does, and describes it. Throws what `openDataset` throws. */
export async function inspectDataset(options: OpenDatasetOptions): Promise<DataInspection> {
  const reading = await readDataset(options);
  const { version, reports, pictures } = reading;
  const classes = countClasses(version);
  const totals = classes.map(({ train, validation, test }) => train + validation + test);
  const bySplit = countBy(version.examples, ({ split }) => split);
  return {
    kind: version.kind,
    path: version.path,
    hash: version.hash,
    sources: reports.map(({ path, given, format, candidates }) => ({
      path,
      given,
      format,
      examples: candidates.length,
    })),
    examples: version.examples.length,
    splits: { train: bySplit.train ?? 0, validation: bySplit.validation ?? 0, test: bySplit.test ?? 0 },
    carried: version.carried ?? null,
    classes,
    imbalance: Math.max(...totals) / Math.min(...totals),
    sizes: sizesOf[version.kind](reading),
    pictureFormats: countBy(pictures.values(), ({ format }) => format),
    sampleRange: version.sampleRange && {
      ...version.sampleRange,
      whiteLevel: whiteLevelFor(version.sampleRange.dimPeak),
    },
    duplicateGroups: version.duplicateGroups,
    leaks: version.problems.filter(({ code }) => code === 'leak').length,
    problemCounts: countBy(version.problems, ({ code }) => code),
    problems: version.problems,
  };
}
