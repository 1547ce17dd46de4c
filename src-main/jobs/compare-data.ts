// What differs between the data of two runs, example by example: by content, so that moved or renamed files change nothing.

import type { DataOptions } from '../data/data-options.ts';
import type { DatasetVersion, Example, SplitName } from '../data/dataset-version.ts';

export interface ChangedData {
  readonly path: string;
  readonly row?: number | undefined;
  readonly text?: string | undefined;
  /** Label before and after; null where it is not there. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Counts are of contents: equal examples are one. `first` holds the first 20 of a kind. */
export interface DataGroup {
  readonly count: number;
  readonly first: readonly ChangedData[];
}

export interface DataChanges {
  readonly relabelled: DataGroup;
  /** Left out by the recipe. */
  readonly excluded: DataGroup;
  readonly added: DataGroup;
  /** Not there any more, and not left out by the recipe. */
  readonly removed: DataGroup;
  /** In another split than before. */
  readonly moved: number;
  /** Relabelled or left out, by the split they stood in before. */
  readonly corrected: Readonly<Record<SplitName, number>>;
}

interface Side {
  readonly version: DatasetVersion;
  readonly data: Pick<DataOptions, 'exclude'>;
}

const shown = 20;
const shownText = 120;

/** From one run's data to another's. */
export function dataChanges(before: Side, after: Side): DataChanges {
  const [old, now] = [before, after].map(({ version }) => byContent(version)) as [Contents, Contents]; // one of each
  const left = new Set(after.data.exclude);
  const gone = [...old.values()].filter(({ contentHash }) => !now.has(contentHash));
  const both = [...old.values()].flatMap((one) => {
    const other = now.get(one.contentHash);
    return other === undefined ? [] : [[one, other] as const];
  });
  const labelOf = ({ version: { classes } }: Side, { label }: Example) => classes[label]!;
  const relabelled = both.filter(([one, other]) => labelOf(before, one) !== labelOf(after, other));
  const excluded = gone.filter(({ contentHash }) => left.has(contentHash));
  const corrected = { train: 0, validation: 0, test: 0 };
  for (const { split } of [...relabelled.map(([one]) => one), ...excluded]) corrected[split]++;
  return {
    relabelled: group(relabelled, ([one, other]) => told(other, labelOf(before, one), labelOf(after, other))),
    excluded: group(excluded, (one) => told(one, labelOf(before, one), null)),
    added: group(
      [...now.values()].filter(({ contentHash }) => !old.has(contentHash)),
      (one) => told(one, null, labelOf(after, one)),
    ),
    removed: group(
      gone.filter(({ contentHash }) => !left.has(contentHash)),
      (one) => told(one, labelOf(before, one), null),
    ),
    moved: both.filter(([one, other]) => one.split !== other.split).length,
    corrected,
  };
}

type Contents = ReadonlyMap<string, Example>;

/** The first example of each content, in order. */
function byContent({ examples }: DatasetVersion): Contents {
  const contents = new Map<string, Example>();
  for (const example of examples)
    if (!contents.has(example.contentHash)) contents.set(example.contentHash, example);
  return contents;
}

function group<Item>(items: readonly Item[], tell: (item: Item) => ChangedData): DataGroup {
  return { count: items.length, first: items.slice(0, shown).map(tell) };
}

function told({ source, text }: Example, from: string | null, to: string | null): ChangedData {
  return { path: source.path, row: source.row, text: text?.slice(0, shownText), from, to };
}
