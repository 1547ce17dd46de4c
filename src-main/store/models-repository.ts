// Imported models: what the person said about them; their files lie in the library's folder.

import type { Database } from 'better-sqlite3';
import type { TaskName } from '../facts/tasks.ts';
import { statement } from './statements.ts';

export interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly task: TaskName;
  readonly family: string;
  readonly parameters: number;
  readonly sizeBytes: number;
  readonly licence: string;
  readonly description: string;
  readonly createdAtMs: number;
}

const columns =
  'model_id AS id, name, task, family, parameters, size_bytes AS sizeBytes, licence, description, created_at_ms AS createdAtMs';

/** Last imported first. */
export function listModels(db: Database): ModelRow[] {
  return statement<ModelRow>(db, `SELECT ${columns} FROM models ORDER BY created_at_ms DESC, model_id`).all();
}

export function findModel(db: Database, id: string): ModelRow | undefined {
  return statement<ModelRow>(db, `SELECT ${columns} FROM models WHERE model_id = ?`).get(id);
}

export function insertModel(db: Database, model: Omit<ModelRow, 'createdAtMs'>): void {
  statement(
    db,
    `INSERT INTO models (model_id, name, task, family, parameters, size_bytes, licence, description, created_at_ms)
     VALUES (@id, @name, @task, @family, @parameters, @sizeBytes, @licence, @description, @now)`,
  ).run({ ...model, now: Date.now() });
}

export function removeModel(db: Database, id: string): void {
  statement(db, 'DELETE FROM models WHERE model_id = ?').run(id);
}

/** How many runs name each model by its id. */
export function runsByModel(db: Database): ReadonlyMap<string, number> {
  const rows = statement<{ id: string | null; runs: number }>(
    db,
    `SELECT json_extract(recipe, '$.model.weights') AS id, count(*) AS runs FROM run_documents GROUP BY 1`,
  ).all();
  return new Map(rows.flatMap(({ id, runs }) => (typeof id === 'string' ? [[id, runs] as const] : [])));
}
