// The rule a person has kept for the answers of a run, as JSON; what it means is known above the store.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

/** null where none is kept: the most probable class is the answer. */
export function runDecision(db: Database, runKey: number): string | null {
  const sql = 'SELECT decision FROM runs WHERE run_key = ?';
  return statement<{ decision: string | null }>(db, sql).get(runKey)?.decision ?? null;
}

/** Replaces the kept rule; null takes it away. */
export function setRunDecision(db: Database, runKey: number, decision: string | null): void {
  statement(db, 'UPDATE runs SET decision = ? WHERE run_key = ?').run(decision, runKey);
}
