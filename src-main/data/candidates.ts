// What the readers of folders, manifests and tables find, before classes, duplicates and splits are settled.
import type { DataProblem, ExampleSource, SplitName } from './dataset-version.ts';
import type { FolderRole } from './picture-folders.ts';
import type { TableFormat } from './table-reader.ts';
import type { ColumnsTaken } from './table-rows.ts';

/** One usable example. `given` is the split its source belongs to; `train` may still be cut into all three. */
export interface Candidate {
  readonly source: ExampleSource;
  readonly contentHash: string;
  readonly label: string;
  readonly given: SplitName;
  readonly text?: string;
}

/** How a data source was understood, for the person to check. */
export type SourceFormat =
  | {
      readonly layout: 'class-folders' | 'split-folders' | 'group-folders';
      readonly folders: readonly FolderRole[];
    }
  | ({ readonly layout: 'manifest' | 'table'; readonly table: TableFormat } & ColumnsTaken);

/** A data source as read. */
export interface SourceReport {
  readonly path: string;
  readonly given: SplitName;
  /** Splits this source has folders, files or rows for, usable or not. */
  readonly splits: readonly SplitName[];
  readonly format: SourceFormat;
  readonly candidates: readonly Candidate[];
  readonly problems: readonly DataProblem[];
}
