// How long a run has been under way until now: what has been counted, and for a run in training what has not yet been.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

/**
 * Seconds, over all stretches, as an expression over `runs`. A run whose process died without a word stops shortly after
 * its last heartbeat (these come every two seconds), and a clock that was set back takes nothing away.
 */
export const elapsedSecondsSql = `seconds + iif(state = 'running', max(0, coalesce(
    min(unixepoch('subsec') * 1000, heartbeat_at_ms + 10000) - segment_at_ms, 0)) / 1000.0, 0)`;

/** The same of one run; 0 where there is none. */
export function elapsedSeconds(db: Database, key: number): number {
  const sql = `SELECT ${elapsedSecondsSql} AS seconds FROM runs WHERE run_key = ?`;
  return statement<{ seconds: number }>(db, sql).get(key)?.seconds ?? 0;
}
