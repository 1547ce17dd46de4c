// What of a run lies on disk, and taking it away.
import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../store/open-store.ts';
import { deleteRun, markWeightsDropped } from '../store/run-removal.ts';
import { findRun } from '../store/runs-repository.ts';
import { runFolder } from '../store/store-folder.ts';
import { runFiles } from '../training/run-files.ts';

export interface RunSize {
  readonly weightsBytes: number;
  readonly checkpointsBytes: number;
  /** Reports, predictions, logs, and everything else. */
  readonly recordBytes: number;
}

/** Bytes of a run's folder by kind; zeros where it is gone. */
export async function runSize(store: Store, runId: string): Promise<RunSize> {
  const folder = runFolder(store.paths, findRun(store.db, runId).id);
  const [all, weightsBytes, checkpointsBytes] = await Promise.all([
    folderBytes(folder),
    folderBytes(join(folder, runFiles.weights)),
    folderBytes(join(folder, runFiles.checkpoints)),
  ]);
  return { weightsBytes, checkpointsBytes, recordBytes: all - weightsBytes - checkpointsBytes };
}

/** Bytes of a file, or of everything below a folder; links are not followed; 0 where there is nothing. */
export async function folderBytes(path: string): Promise<number> {
  const entry = await stat(path).catch(() => undefined);
  if (entry === undefined) return 0;
  if (!entry.isDirectory()) return entry.size;
  const names = await readdir(path, { withFileTypes: true });
  const sizes = await Promise.all(
    names.filter((name) => !name.isSymbolicLink()).map(({ name }) => folderBytes(join(path, name))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Removes a run: `nothing` keeps no trace, `record` keeps curves, figures and reports and drops weights and
 * checkpoints. Throws `store.runInProgress`.
 */
export async function removeRun(store: Store, runId: string, keep: 'nothing' | 'record'): Promise<void> {
  const run = findRun(store.db, runId);
  const folder = runFolder(store.paths, run.id);
  // The row first: a folder without a row can be cleaned up, a row that points at nothing misleads.
  if (keep === 'nothing') {
    deleteRun(store.db, run);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    return;
  }
  markWeightsDropped(store.db, run);
  for (const name of [runFiles.weights, runFiles.model, runFiles.checkpoints])
    if (existsSync(join(folder, name))) await rm(join(folder, name), { recursive: true, maxRetries: 3 });
}
