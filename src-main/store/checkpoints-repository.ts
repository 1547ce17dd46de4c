// Checkpoints: which files of a run's folder it can be resumed from.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

export interface Checkpoint {
  /** Relative to the run's folder. */
  readonly file: string;
  readonly step: number;
  readonly epoch: number;
  readonly best: boolean;
}

/** A checkpoint that stands under the name of an earlier one replaces it. */
export function recordCheckpoint(db: Database, runKey: number, checkpoint: Checkpoint): void {
  statement(
    db,
    `INSERT OR REPLACE INTO checkpoints (run_key, file, step, epoch, is_best, created_at_ms)
     VALUES (@runKey, @file, @step, @epoch, @best, @now)`,
  ).run({ ...checkpoint, best: Number(checkpoint.best), runKey, now: Date.now() });
}

/** Newest first. */
export function listCheckpoints(db: Database, runKey: number): Checkpoint[] {
  return statement<Omit<Checkpoint, 'best'> & { best: 0 | 1 }>(
    db,
    'SELECT file, step, epoch, is_best AS best FROM checkpoints WHERE run_key = ? ORDER BY step DESC',
  )
    .all(runKey)
    .map((row) => ({ ...row, best: row.best === 1 }));
}
