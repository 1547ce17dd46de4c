// Errand: which test pictures of a run have changed or vanished since its data was frozen.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ChangedFiles, findChangedFiles } from '../../data/changed-files.ts';
import type { DatasetVersion } from '../../data/dataset-version.ts';
import { readJson } from '../durable-files.ts';
import { runFiles } from '../run-files.ts';
import type { Errand } from '../workbench-messages.ts';

export const changedFilesErrand: Errand<{ readonly runFolder: string }, ChangedFiles> = async (
  { runFolder },
  { signal },
) => {
  const path = join(runFolder, runFiles.dataset);
  // A run that came from elsewhere without its data, or has not read it yet, has nothing to compare with.
  if (!existsSync(path)) return { examples: 0, changed: 0, vanished: 0, first: [], indices: [] };
  const version = readJson(path) as DatasetVersion; // written by prepareDataset
  return findChangedFiles(version, { split: 'test', signal });
};
