// What a run planned to do, as the engine said it: kept so that a reloaded screen can show it before it is done.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

/** `plan` is JSON; a resumed run replaces it. */
export function setRunPlan(db: Database, runKey: number, plan: string): void {
  statement(db, 'UPDATE run_documents SET plan = ? WHERE run_key = ?').run(plan, runKey);
}

export function runPlan(db: Database, runKey: number): string | null {
  const sql = 'SELECT plan FROM run_documents WHERE run_key = ?';
  return statement<{ plan: string | null }>(db, sql).get(runKey)?.plan ?? null;
}
