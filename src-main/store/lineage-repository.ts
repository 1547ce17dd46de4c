// Which run another was made from: by running it again, or with changes.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

/** A run with a dataset version. */
export interface EarlierRun {
  readonly id: string;
  readonly datasetKey: number;
  readonly seed: number;
  /** JSON. */
  readonly recipe: string;
}

const earlierSql = `
  SELECT run_id AS id, dataset_key AS datasetKey, seed, recipe FROM runs JOIN run_documents USING (run_key)
  WHERE dataset_key IS NOT NULL AND`;

/** A run and those it descends from, nearest first, as far as they have data. */
export function lineOfRun(db: Database, runId: string): EarlierRun[] {
  const line = new Set<string>();
  const parentOf = statement<{ parent: string | null }>(
    db,
    'SELECT parent_run_id AS parent FROM runs WHERE run_id = ?',
  );
  // Of an imported run anything may be the parent, also a run that descends from it.
  for (let id: string | null = runId; id !== null && !line.has(id); id = parentOf.get(id)?.parent ?? null)
    line.add(id);
  const find = statement<EarlierRun>(db, `${earlierSql} run_id = ?`);
  return [...line].flatMap((id) => find.get(id) ?? []);
}

/** The runs of an experiment that have data, newest first. */
export function experimentRuns(db: Database, experiment: string): EarlierRun[] {
  return statement<EarlierRun>(
    db,
    `${earlierSql} experiment_key = (SELECT experiment_key FROM experiments WHERE name = ?)
     ORDER BY created_at_ms DESC, run_key DESC`,
  ).all(experiment);
}

/** Id of the run that a run was made from, which may be gone. */
export function parentRunId(db: Database, runKey: number): string | undefined {
  const sql = 'SELECT parent_run_id AS parent FROM runs WHERE run_key = ?';
  return statement<{ parent: string | null }>(db, sql).get(runKey)?.parent ?? undefined;
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
