// What a person wants to know about data before training on it, as plain values. Types only: the screens show them.
import type { MessageParams } from '../errors.ts';
import type { KindName } from '../facts/kinds.ts';
import type { SplitName } from './dataset-version.ts';
import type { CarriedSplit } from './earlier-split.ts';
import type { FolderRole } from './picture-folders.ts';
import type { SampleRange } from './sample-range.ts';

export interface ClassCount {
  readonly name: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export type SplitCounts = Readonly<Record<SplitName, number>>;

/** Values in bins of equal width, from `min` to `max`. */
export interface Histogram {
  /** Pictures: width, height (pixels). Texts: characters, words. */
  readonly name: 'width' | 'height' | 'characters' | 'words';
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
}

export type ColumnRole = 'text' | 'label' | 'path' | 'split' | 'ignore';

export interface ColumnPreview {
  /** As the header has it; may be empty. */
  readonly name: string;
  /** How a recipe names the column: its name, or its 0-based number where the name is empty or not the only one. */
  readonly reference: string;
  readonly role: ColumnRole;
  /** How sure the proposal is. `unsure`: ask. */
  readonly confidence: 'certain' | 'likely' | 'unsure';
  /** Why: the person named it, its name is a usual one, its content, or nothing spoke for another role. */
  readonly reason: 'named' | 'usual-name' | 'content' | 'none';
  readonly filled: number;
  readonly distinct: number;
  readonly meanLength: number;
  /** Up to five different values, shortened. */
  readonly samples: readonly string[];
}

export interface TablePreview {
  readonly path: string;
  readonly encoding: string;
  /** null for JSONL. */
  readonly separator: string | null;
  readonly header: boolean;
  readonly numRows: number;
  readonly columns: readonly ColumnPreview[];
  /** The first rows, cells shortened. */
  readonly rows: readonly (readonly string[])[];
}

export interface Place {
  readonly path: string;
  /** 1-based line of a table; null for a file. */
  readonly row: number | null;
}

export interface ProblemGroup {
  readonly code: string;
  readonly count: number;
  /** The examples are used all the same. */
  readonly warning: boolean;
  /** The first 200. */
  readonly items: readonly (Place & { readonly message: string; readonly params: MessageParams })[];
}

/** Examples with equal content. `index` is the position in the dataset version; null where it is left out of it. */
export interface EqualExamples {
  readonly contentHash: string;
  readonly labels: readonly string[];
  readonly members: readonly (Place & { readonly index: number | null; readonly label: string })[];
}

export interface DatasetReport {
  /** Names this reading in `data.examples`, `data.splitPreview`, previews and `/media/example/<key>/<index>`. */
  readonly key: string;
  /** Hash of the dataset version that a run with the same options and seed uses. */
  readonly hash: string;
  readonly numExamples: number;
  readonly splits: SplitCounts;
  /** What it takes over from the split of an earlier run; null for a first one. */
  readonly carried: CarriedSplit | null;
  readonly classes: readonly ClassCount[];
  /** Examples of the largest class for each one of the smallest. */
  readonly imbalance: number;
  /** Splits that have files or rows of their own and are not cut. */
  readonly givenSplits: readonly SplitName[];
  /** How the data is laid out. */
  readonly layout: 'class-folders' | 'split-folders' | 'group-folders' | 'manifest' | 'table';
  /** What each folder was taken for; empty for tables. */
  readonly folders: readonly FolderRole[];
  /** Pictures by format found in their content; empty for texts. */
  readonly pictureFormats: Readonly<Record<string, number>>;
  readonly histograms: readonly Histogram[];
  readonly problems: readonly ProblemGroup[];
  /** Equal examples within a class: all groups are counted, the largest 100 listed. */
  readonly numDuplicateGroups: number;
  readonly numDuplicates: number;
  readonly duplicates: readonly EqualExamples[];
  /** Equal examples with different labels, which are left out; the first 100. */
  readonly conflicts: readonly EqualExamples[];
  /** Examples left out of a split because a stricter one holds the same content. */
  readonly numLeaks: number;
  /** Classes with fewer than `fewExamples` training examples. */
  readonly smallClasses: readonly { readonly name: string; readonly train: number }[];
  /** How much of their range pictures of 16 bits use, and what would be white; null where there are none. */
  readonly sampleRange: (SampleRange & { readonly whiteLevel: number }) | null;
}

/** Training examples of a class below which a warning is due. */
export const fewExamples = 10;

export interface DataReport {
  readonly kind: KindName;
  readonly path: string;
  /** Tables of texts or manifests of pictures, as far as they can be read; for confirming the columns. */
  readonly tables: readonly TablePreview[];
  /** Why no training can use the data as it is; null when it can. */
  readonly fault: {
    readonly code: string;
    readonly message: string;
    readonly params: Readonly<Record<string, unknown>>;
  } | null;
  /** null with a fault. */
  readonly dataset: DatasetReport | null;
}

export interface ExampleView extends Place {
  readonly index: number;
  /** Path below the data's folder. */
  readonly name: string;
  readonly contentHash: string;
  readonly label: string;
  readonly split: SplitName;
  /** Texts: at most 2,000 characters of it; pictures: null. */
  readonly text: string | null;
  readonly numCharacters: number | null;
  /** Pictures: size in pixels. */
  readonly width: number | null;
  readonly height: number | null;
}

export interface ExamplePage {
  /** Examples that fit the question, on all pages. */
  readonly total: number;
  readonly examples: readonly ExampleView[];
}

export const exampleSorts = ['order', 'name', 'label', 'size'] as const;

export interface SplitPreview {
  readonly hash: string;
  readonly splits: SplitCounts;
  readonly classes: readonly ClassCount[];
  /** Names of classes too small for every split. */
  readonly tooSmall: readonly string[];
  readonly carried: CarriedSplit | null;
}
