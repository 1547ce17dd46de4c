// Experiments: named groups of runs that answer one question.
import type { Database } from 'better-sqlite3';
import { storeFault } from './errors.ts';
import { statement } from './statements.ts';
import { writeTogether } from './write-together.ts';

export interface Experiment {
  readonly key: number;
  readonly name: string;
  readonly createdAtMs: number;
  readonly numRuns: number;
  /** When the newest of its runs was made; null without one. */
  readonly lastRunAtMs: number | null;
}

/** The run of an experiment with the highest accuracy on its test split. */
export interface BestRun {
  readonly id: string;
  readonly name: string;
  readonly testAccuracy: number;
}

/** The key of the experiment called `name`, which is created when it does not exist yet. */
export function experimentKey(db: Database, name: string): number {
  return writeTogether(db, () => {
    const insert =
      'INSERT INTO experiments (name, created_at_ms) VALUES (?, ?) ON CONFLICT (name) DO NOTHING';
    statement(db, insert).run(name, Date.now());
    const row = statement<{ key: number }>(
      db,
      'SELECT experiment_key AS key FROM experiments WHERE name = ?',
    ).get(name);
    return row!.key; // inserted just above, in the same transaction
  });
}

export function listExperiments(db: Database): Experiment[] {
  return statement<Experiment>(
    db,
    `SELECT experiment_key AS key, name, created_at_ms AS createdAtMs,
            (SELECT count(*) FROM runs WHERE runs.experiment_key = experiments.experiment_key) AS numRuns,
            (SELECT max(created_at_ms) FROM runs WHERE runs.experiment_key = experiments.experiment_key) AS lastRunAtMs
     FROM experiments ORDER BY created_at_ms DESC`,
  ).all();
}

/** Its best run; undefined while none has been tested. Equals: the newest. */
export function bestRunOf(db: Database, key: number): BestRun | undefined {
  const sql = `SELECT run_id AS id, name, test_accuracy AS testAccuracy FROM runs
               WHERE experiment_key = ? AND test_accuracy IS NOT NULL
               ORDER BY test_accuracy DESC, created_at_ms DESC LIMIT 1`;
  return statement<BestRun>(db, sql).get(key);
}

/** Throws `store.unknownExperiment`, `store.experimentExists`. */
export function renameExperiment(db: Database, name: string, newName: string): void {
  writeTogether(db, () => {
    if (name !== newName && listExperiments(db).some((experiment) => experiment.name === newName))
      throw storeFault('experimentExists', { name: newName });
    const { changes } = statement(db, 'UPDATE experiments SET name = ? WHERE name = ?').run(newName, name);
    if (changes === 0) throw storeFault('unknownExperiment', { name });
  });
}

/** Forgets the group; its runs stay. */
export function removeExperiment(db: Database, name: string): void {
  statement(db, 'DELETE FROM experiments WHERE name = ?').run(name);
}
