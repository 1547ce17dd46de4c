// The table of runs as the application shows it: everything a person sorts, filters and compares by, in one query.
import type { Database } from 'better-sqlite3';
import type { RunState } from './run-states.ts';
import { statement } from './statements.ts';

export interface RunTableRow {
  readonly id: string;
  readonly name: string;
  readonly experiment: string | null;
  readonly state: RunState;
  readonly task: string;
  readonly model: string;
  readonly backend: string;
  readonly seed: number;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly seconds: number;
  readonly epochs: number;
  readonly bestEpoch: number | null;
  readonly favourite: boolean;
  readonly archived: boolean;
  readonly weightsDropped: boolean;
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

const shownMetrics = ['accuracy', 'f1Macro', 'rocAuc', 'logLoss', 'expectedCalibrationError'];

/** Settings that stand in the table, read from the recipe by SQLite itself: no recipe is parsed for the list. */
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
    'favourite' | 'archived' | 'weightsDropped' | 'tags' | 'dataset' | 'test' | 'settings' | 'sparkline'
  > {
  readonly key: number;
  readonly favourite: 0 | 1;
  readonly archived: 0 | 1;
  readonly weightsDropped: 0 | 1;
  readonly hash: string | null;
  readonly path: string | null;
  readonly numExamples: number | null;
  readonly settings: string;
  readonly sparkline: string | null;
}

const settingColumns = tableSettings.map((path) => `json_extract(recipe, '$.${path}')`).join(', ');

/** `where` narrows the rows; it may use `@id`. */
export const runTableSql = (where: string) => `
  SELECT runs.run_key AS key, run_id AS id, runs.name AS name, experiments.name AS experiment, state, task, model,
         backend, seed, runs.created_at_ms AS createdAtMs, started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs,
         seconds, epochs, best_epoch AS bestEpoch, favourite, archived, weights_dropped AS weightsDropped,
         parent_run_id AS parent, substr(notes, 1, 200) AS notes, last_loss AS lastLoss,
         lowest_val_loss AS lowestValLoss, highest_val_accuracy AS highestValAccuracy, sparkline,
         dataset_versions.hash, dataset_versions.path, num_examples AS numExamples,
         json_array(${settingColumns}) AS settings
  FROM runs JOIN run_documents USING (run_key) LEFT JOIN experiments USING (experiment_key)
       LEFT JOIN dataset_versions USING (dataset_key)
  ${where} ORDER BY runs.created_at_ms DESC, runs.run_key DESC`;

/** All runs, archived ones included, newest first. */
export function runTable(db: Database): RunTableRow[] {
  return complete(db, statement<FlatRow>(db, runTableSql('')).all());
}

/** The rows of some runs; ids that are not there are left out. */
export function runTableRows(db: Database, ids: readonly string[]): RunTableRow[] {
  const one = statement<FlatRow>(db, runTableSql('WHERE run_id = @id'));
  return complete(
    db,
    ids.flatMap((id) => one.get({ id }) ?? []),
  );
}

function complete(db: Database, rows: readonly FlatRow[]): RunTableRow[] {
  const tags = tagsByRun(db);
  const figures = testFiguresByRun(db);
  return rows.map(({ key, hash, path, numExamples, settings, sparkline, favourite, archived, ...row }) => ({
    ...row,
    favourite: favourite === 1,
    archived: archived === 1,
    weightsDropped: row.weightsDropped === 1,
    tags: tags.get(key) ?? [],
    dataset: hash === null ? null : { hash, path: path ?? '', numExamples: numExamples ?? 0 },
    test: figures.get(key) ?? {},
    settings: namedSettings(settings),
    sparkline: JSON.parse(sparkline ?? '[]') as (number | null)[], // written by recordEpoch
  }));
}

function namedSettings(text: string): Record<string, string | number | boolean> {
  const values = JSON.parse(text) as (string | number | boolean | null)[]; // scalars of the recipe, by SQLite
  return Object.fromEntries(
    tableSettings.flatMap((path, at) => {
      const value = values[at];
      return value === null || value === undefined ? [] : [[path, value]];
    }),
  );
}

function tagsByRun(db: Database): Map<number, string[]> {
  const sql = 'SELECT run_key AS key, name FROM run_tags JOIN tags USING (tag_key) ORDER BY name';
  const rows = statement<{ key: number; name: string }>(db, sql).all();
  return new Map(
    [...Map.groupBy(rows, ({ key }) => key)].map(([key, tagged]) => [key, tagged.map(({ name }) => name)]),
  );
}

function testFiguresByRun(db: Database): Map<number, Record<string, number>> {
  const names = shownMetrics.map((name) => `'${name}'`).join(', ');
  const rows = statement<{ key: number; name: string; value: number }>(
    db,
    `SELECT run_key AS key, name, value FROM evaluations
     JOIN evaluation_metrics USING (evaluation_key) JOIN metrics USING (metric_id)
     WHERE split = 'test' AND data_path = '' AND name IN (${names}) AND value IS NOT NULL`,
  ).all();
  const figures = new Map<number, Record<string, number>>();
  for (const { key, name, value } of rows) figures.set(key, { ...figures.get(key), [name]: value });
  return figures;
}
