// What a training says about the split that it took over from earlier runs, or drew anew.
import type { DatasetVersion } from '../data/dataset-version.ts';
import type { Message } from '../errors.ts';
import { trainingNotice } from './notices.ts';

/** Lines for the log; none for a first version. */
export function carriedNotices({
  carried,
}: Pick<DatasetVersion, 'carried'>): (Message & { readonly level: 'info' | 'warning' })[] {
  if (carried === undefined) return [];
  const { run, kept, added, gone, moved, redrawn } = carried;
  if (redrawn.length > 0)
    return [{ level: 'warning', ...trainingNotice('splitRedrawn', { run, kept, moved, changed: redrawn }) }];
  const left = kept - moved;
  const lines = [
    { level: 'info' as const, ...trainingNotice('splitKept', { run, kept: left, added, gone }) },
  ];
  if (moved === 0) return lines;
  return [...lines, { level: 'warning', ...trainingNotice('splitMoved', { run, moved }) }];
}
