// The list of runs: newest first, with the metrics a person compares by. The store's hottest query.

import type { Database } from 'better-sqlite3';
import type { TaskName } from '../facts/tasks.ts';
import { elapsedSecondsSql } from './elapsed-seconds.ts';
import type { RunState } from './run-states.ts';
import { statement } from './statements.ts';

export interface RunListFilter {
  readonly experiment?: string;
  readonly state?: RunState;
  readonly tag?: string;
  /** How many runs at most. */
  readonly limit: number;
}

export interface RunListRow {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly experiment: string | null;
  readonly state: RunState;
  readonly task: TaskName;
  readonly model: string;
  readonly createdAtMs: number;
  /** Under way until now. */
  readonly seconds: number;
  readonly epochs: number;
  readonly bestEpoch: number | null;
  readonly favourite: 0 | 1;
  readonly lastLoss: number | null;
  readonly lowestValLoss: number | null;
  readonly highestValAccuracy: number | null;
  readonly testAccuracy: number | null;
  readonly testF1Macro: number | null;
}

/** Newest first. Archived runs are left out. */
export function listRuns(db: Database, filter: RunListFilter): RunListRow[] {
  return statement<RunListRow>(db, runListSql(filter)).all({ ...filter });
}

/** The query for a filter; its text depends on which fields are present, so at most eight are ever prepared. */
export function runListSql(filter: RunListFilter): string {
  const conditions = ['archived = 0'];
  if (filter.experiment !== undefined) conditions.push('experiments.name = @experiment');
  if (filter.state !== undefined) conditions.push('state = @state');
  if (filter.tag !== undefined)
    conditions.push(
      'runs.run_key IN (SELECT run_key FROM run_tags JOIN tags USING (tag_key) WHERE tags.name = @tag)',
    );
  return `
    SELECT runs.run_key AS key, run_id AS id, runs.name AS name, experiments.name AS experiment, state, task, model,
           runs.created_at_ms AS createdAtMs, ${elapsedSecondsSql} AS seconds, epochs, best_epoch AS bestEpoch, favourite,
           last_loss AS lastLoss, lowest_val_loss AS lowestValLoss, highest_val_accuracy AS highestValAccuracy,
           test_accuracy AS testAccuracy, test_f1_macro AS testF1Macro
    FROM runs LEFT JOIN experiments USING (experiment_key)
    WHERE ${conditions.join(' AND ')}
    ORDER BY runs.created_at_ms DESC, runs.run_key DESC
    LIMIT @limit`;
}

/** The runs with the highest value of an evaluation metric on the test split, best first. */
export function bestRuns(db: Database, metric: string, limit: number): { id: string; value: number }[] {
  return statement<{ id: string; value: number }>(db, bestRunsSql).all({ metric, limit });
}

export const bestRunsSql = `
  SELECT run_id AS id, value
  FROM evaluation_metrics
       JOIN evaluations USING (evaluation_key)
       JOIN runs USING (run_key)
  WHERE metric_id = (SELECT metric_id FROM metrics WHERE name = @metric) AND value IS NOT NULL
        AND split = 'test' AND data_path = '' AND archived = 0
  ORDER BY value DESC LIMIT @limit`;
