// Runs that come in from elsewhere: whole, in one transaction, under the id they had there.

import type { Database } from 'better-sqlite3';
import type { TaskName } from '../facts/tasks.ts';
import { type Artefact, recordArtefact } from './artefacts-repository.ts';
import { type NewEvaluation, recordEvaluation } from './evaluations-repository.ts';
import { experimentKey } from './experiments-repository.ts';
import { type EpochMetrics, metricId, recordEpochs } from './metrics-repository.ts';
import { addLogLine, type LogLine } from './run-log-repository.ts';
import { statement } from './statements.ts';
import { addTag } from './tags-repository.ts';
import { writeTogether } from './write-together.ts';

/** One stretch of a phase of work. */
export interface WorkStretch {
  readonly resumedCount: number;
  readonly phase: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly done: number;
  readonly total: number;
}

export interface ImportedRun {
  readonly id: string;
  readonly name: string;
  readonly experiment: string | null;
  /** A run that was not over elsewhere is `stopped` here: what it would go on from was left behind. */
  readonly state: 'finished' | 'failed' | 'stopped';
  readonly task: TaskName;
  readonly model: string;
  readonly seed: number;
  readonly backend: string;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly seconds: number;
  readonly bestEpoch: number | null;
  readonly resumedCount: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly errorParams: string | null;
  readonly notes: string;
  readonly favourite: boolean;
  readonly parent: string | null;
  /** JSON, as `run-decisions.ts` keeps it. */
  readonly decision: string | null;
  readonly withWeights: boolean;
  readonly datasetKey: number | null;
  /** JSON each, as `errorParams`. */
  readonly recipe: string;
  readonly environment: string;
  readonly plan: string | null;
  readonly tags: readonly string[];
  readonly epochs: readonly EpochMetrics[];
  /** By metric: [step, value]; null where the value was not a number. */
  readonly steps: Readonly<Record<string, readonly (readonly [number, number | null])[]>>;
  /** Oldest first. */
  readonly evaluations: readonly NewEvaluation[];
  readonly work: readonly WorkStretch[];
  readonly log: readonly LogLine[];
  readonly artefacts: readonly Artefact[];
}

export function hasRun(db: Database, id: string): boolean {
  return statement(db, 'SELECT 1 FROM runs WHERE run_id = ?').get(id) !== undefined;
}

/** Adds the run with everything recorded of it, or nothing. Its id must be free. */
export function insertImportedRun(db: Database, run: ImportedRun): void {
  writeTogether(db, () => {
    const key = insertRow(db, run);
    statement(db, 'INSERT INTO run_documents (run_key, recipe, environment, plan) VALUES (?, ?, ?, ?)').run(
      key,
      run.recipe,
      run.environment,
      run.plan,
    );
    for (const tag of run.tags) addTag(db, key, tag);
    recordEpochs(db, key, run.epochs);
    insertSteps(db, key, run.steps);
    for (const evaluation of run.evaluations) recordEvaluation(db, key, evaluation);
    insertWork(db, key, run.work);
    for (const line of run.log) addLogLine(db, key, line);
    for (const artefact of run.artefacts) recordArtefact(db, key, artefact);
  });
}

function insertRow(db: Database, run: ImportedRun): number {
  const { experiment, favourite, withWeights } = run;
  const { lastInsertRowid } = statement(
    db,
    `INSERT INTO runs (run_id, name, experiment_key, state, task, model, dataset_key, seed, backend, created_at_ms,
                       started_at_ms, ended_at_ms, seconds, best_epoch, resumed_count, error_code, error_message,
                       error_params, notes, favourite, parent_run_id, decision, weights_dropped,
                       imported_at_ms)
     VALUES (@id, @name, @experimentKey, @state, @task, @model, @datasetKey, @seed, @backend, @createdAtMs,
             @startedAtMs, @endedAtMs, @seconds, @bestEpoch, @resumedCount, @errorCode, @errorMessage,
             @errorParams, @notes, @favourite, @parent, @decision, @weightsDropped, @now)`,
  ).run({
    ...run,
    experimentKey: experiment === null ? null : experimentKey(db, experiment),
    favourite: Number(favourite),
    weightsDropped: Number(!withWeights),
    now: Date.now(),
  });
  return Number(lastInsertRowid);
}

function insertSteps(db: Database, runKey: number, steps: ImportedRun['steps']): void {
  const insert = statement(
    db,
    'INSERT OR REPLACE INTO step_metrics (run_key, metric_id, step, value) VALUES (?, ?, ?, ?)',
  );
  for (const [name, points] of Object.entries(steps)) {
    const id = metricId(db, name);
    for (const [step, value] of points) insert.run(runKey, id, step, value);
  }
}

function insertWork(db: Database, runKey: number, work: readonly WorkStretch[]): void {
  const insert = statement(
    db,
    `INSERT OR REPLACE INTO run_work (run_key, resumed_count, phase, started_at_ms, ended_at_ms, done, total)
     VALUES (@runKey, @resumedCount, @phase, @startedAtMs, @endedAtMs, @done, @total)`,
  );
  for (const stretch of work) insert.run({ ...stretch, runKey });
}

/** The stretches of work of a run, as they were recorded. */
export function workStretches(db: Database, runKey: number): WorkStretch[] {
  return statement<WorkStretch>(
    db,
    `SELECT resumed_count AS resumedCount, phase, started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs, done, total
     FROM run_work WHERE run_key = ? ORDER BY resumed_count, started_at_ms`,
  ).all(runKey);
}
