// Which run another was made from: by running it again, or with changes.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

export function setParent(db: Database, runKey: number, parentRunId: string): void {
  statement(db, 'UPDATE runs SET parent_run_id = ? WHERE run_key = ?').run(parentRunId, runKey);
}

export interface Relative {
  readonly id: string;
  readonly name: string;
}

/** The run that `runKey` was made from, and those made from it, oldest first. A deleted parent is null. */
export function relatives(
  db: Database,
  runKey: number,
): { readonly parent: Relative | null; readonly children: readonly Relative[] } {
  const parent = statement<Relative>(
    db,
    `SELECT parent.run_id AS id, parent.name FROM runs JOIN runs AS parent ON parent.run_id = runs.parent_run_id
     WHERE runs.run_key = ?`,
  ).get(runKey);
  const children = statement<Relative>(
    db,
    `SELECT run_id AS id, name FROM runs WHERE parent_run_id = (SELECT run_id FROM runs WHERE run_key = ?)
     ORDER BY created_at_ms`,
  ).all(runKey);
  return { parent: parent ?? null, children };
}
