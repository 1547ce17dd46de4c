// The table of runs as the application shows it: everything a person sorts, filters and compares by, in one query.

import type { Database } from 'better-sqlite3';
import type { TaskName } from '../facts/tasks.ts';
import { elapsedSecondsSql } from './elapsed-seconds.ts';
import type { RunState } from './run-states.ts';
import { statement } from './statements.ts';
import { runTags } from './tags-repository.ts';

export interface RunTableRow {
  readonly id: string;
  readonly name: string;
  readonly experiment: string | null;
  readonly state: RunState;
  readonly task: TaskName;
  readonly model: string;
  readonly backend: string;
  readonly seed: number;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Under way until now. */
  readonly seconds: number;
  readonly epochs: number;
  readonly bestEpoch: number | null;
  readonly favourite: boolean;
  readonly archived: boolean;
  readonly weightsDropped: boolean;
  /** Came in from a .finesse file. */
  readonly imported: boolean;
  readonly parent: string | null;
  readonly tags: readonly string[];
  /** Its beginning. */
  readonly notes: string;
  readonly dataset: { readonly hash: string; readonly path: string; readonly numExamples: number } | null;
  readonly lastLoss: number | null;
  readonly lowestValLoss: number | null;
  readonly highestValAccuracy: number | null;
  /** Figures of the test split by name: accuracy, f1Macro, rocAuc, logLoss, expectedCalibrationError. */
  readonly test: Readonly<Record<string, number>>;
  /** Settings worth a column, by their path in the recipe. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Validation loss by epoch. */
  readonly sparkline: readonly (number | null)[];
}

/** Settings that stand in the table; migration 003 keeps them beside each run. */
export const tableSettings = [
  'hyperparameters.learningRate',
  'hyperparameters.backboneLearningRate',
  'hyperparameters.batchSize',
  'hyperparameters.epochs',
  'hyperparameters.optimizer',
  'hyperparameters.weightDecay',
  'hyperparameters.schedule',
  'adaptation.preset',
] as const;

interface FlatRow
  extends Omit<
    RunTableRow,
    | 'favourite'
    | 'archived'
    | 'weightsDropped'
    | 'imported'
    | 'tags'
    | 'dataset'
    | 'test'
    | 'settings'
    | 'sparkline'
  > {
  readonly key: number;
  readonly favourite: 0 | 1;
  readonly archived: 0 | 1;
  readonly weightsDropped: 0 | 1;
  readonly imported: 0 | 1;
  readonly hash: string | null;
  readonly path: string | null;
  readonly numExamples: number | null;
  readonly settings: string;
  readonly test: string;
  readonly sparkline: string | null;
}

/** `where` narrows the rows; it may use `@id`, or `@beforeMs`, `@beforeKey` and `@limit`. */
const runTableSql = (where: string) => `
  SELECT runs.run_key AS key, run_id AS id, runs.name AS name, experiments.name AS experiment, state, task, model,
         backend, seed, runs.created_at_ms AS createdAtMs, started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs,
         ${elapsedSecondsSql} AS seconds, epochs, best_epoch AS bestEpoch, favourite, archived, weights_dropped AS weightsDropped,
         imported_at_ms IS NOT NULL AS imported, parent_run_id AS parent, substr(notes, 1, 200) AS notes,
         last_loss AS lastLoss, lowest_val_loss AS lowestValLoss, highest_val_accuracy AS highestValAccuracy,
         sparkline, dataset_versions.hash, dataset_versions.path, num_examples AS numExamples, settings,
         test_figures AS test
  FROM runs LEFT JOIN experiments USING (experiment_key) LEFT JOIN dataset_versions USING (dataset_key)
  ${where}`;

export const runTablePageSql = runTableSql(
  `WHERE (runs.created_at_ms, runs.run_key) < (@beforeMs, @beforeKey)
   ORDER BY runs.created_at_ms DESC, runs.run_key DESC LIMIT @limit`,
);
const oneRowSql = runTableSql('WHERE run_id = @id');

/** Small enough that main answers other requests between two pages. */
const pageRows = 1_000;

/** All runs, archived ones included, newest first, in pages: between two of them others may have their turn. */
export function* runTablePages(db: Database): Generator<RunTableRow[]> {
  const page = statement<FlatRow>(db, runTablePageSql);
  const tags = tagsByRun(db);
  let [beforeMs, beforeKey] = [Number.MAX_SAFE_INTEGER, 0];
  for (;;) {
    const rows = page.all({ beforeMs, beforeKey, limit: pageRows });
    yield rows.map((row) => complete(row, tags.get(row.key) ?? []));
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    [beforeMs, beforeKey] = [last.createdAtMs, last.key];
  }
}

/** All runs at once. */
export function runTable(db: Database): RunTableRow[] {
  return [...runTablePages(db)].flat();
}

/** The newest runs that are not archived. */
export function newestRuns(db: Database, limit: number): RunTableRow[] {
  const sql =
    'SELECT run_id AS id FROM runs WHERE archived = 0 ORDER BY created_at_ms DESC, run_key DESC LIMIT ?';
  const ids = statement<{ id: string }>(db, sql).all(limit);
  return runTableRows(
    db,
    ids.map(({ id }) => id),
  );
}

/** The rows of some runs; ids that are not there are left out. */
export function runTableRows(db: Database, ids: readonly string[]): RunTableRow[] {
  const one = statement<FlatRow>(db, oneRowSql);
  return ids.flatMap((id) => {
    const row = one.get({ id });
    return row === undefined ? [] : [complete(row, runTags(db, row.key))];
  });
}

function complete(row: FlatRow, tags: readonly string[]): RunTableRow {
  const { key: _, hash, path, numExamples, settings, test, sparkline, ...rest } = row;
  return {
    ...rest,
    favourite: row.favourite === 1,
    archived: row.archived === 1,
    weightsDropped: row.weightsDropped === 1,
    imported: row.imported === 1,
    tags,
    dataset: hash === null ? null : { hash, path: path ?? '', numExamples: numExamples ?? 0 },
    test: JSON.parse(test) as RunTableRow['test'], // written by recordEvaluation
    settings: JSON.parse(settings) as RunTableRow['settings'], // scalars of the recipe, by SQLite
    sparkline: JSON.parse(sparkline ?? '[]') as (number | null)[], // written by recordEpoch
  };
}

function tagsByRun(db: Database): Map<number, string[]> {
  const sql = 'SELECT run_key AS key, name FROM run_tags JOIN tags USING (tag_key) ORDER BY name';
  const tags = new Map<number, string[]>();
  for (const { key, name } of statement<{ key: number; name: string }>(db, sql).all()) {
    const known = tags.get(key);
    if (known === undefined) tags.set(key, [name]);
    else known.push(name);
  }
  return tags;
}
