// Evaluations: the figures as rows, so that runs can be ordered by them; the full report is a file.
import type { Database } from 'better-sqlite3';
import { tableMetrics } from '../facts/metrics.ts';
import { metricId } from './metrics-repository.ts';
import { statement } from './statements.ts';
import { writeTogether } from './write-together.ts';

/** One figure with the bounds of its confidence interval, where it has one. */
export interface EvaluationMetric {
  readonly metric: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface NewEvaluation {
  /** train, validation or test. */
  readonly split: string;
  /** Other data than the run's own; empty for its own. */
  readonly dataPath: string;
  /** Relative to the run's folder. */
  readonly reportFile: string;
  readonly metrics: readonly EvaluationMetric[];
}

export interface Evaluation extends Omit<NewEvaluation, 'metrics'> {
  readonly createdAtMs: number;
  readonly metrics: readonly {
    readonly metric: string;
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

/** Records an evaluation; an earlier one of the same split and data is replaced. */
export function recordEvaluation(db: Database, runKey: number, evaluation: NewEvaluation): void {
  writeTogether(db, () => {
    const { metrics, ...row } = evaluation;
    const same =
      'DELETE FROM evaluations WHERE run_key = @runKey AND split = @split AND data_path = @dataPath';
    statement(db, same).run({ runKey, split: row.split, dataPath: row.dataPath });
    const key = statement(
      db,
      `INSERT INTO evaluations (run_key, split, data_path, report_file, created_at_ms)
       VALUES (@runKey, @split, @dataPath, @reportFile, @now)`,
    ).run({ ...row, runKey, now: Date.now() }).lastInsertRowid;
    const insert = statement(db, 'INSERT INTO evaluation_metrics VALUES (?, ?, ?, ?, ?)');
    for (const { metric, value, low, high } of metrics)
      insert.run(key, metricId(db, metric), orNull(value), orNull(low), orNull(high));
    if (row.split === 'test' && row.dataPath === '') summariseTest(db, runKey, metrics);
  });
}

/** Figures that the table of runs shows. */
const tableFigures: readonly string[] = tableMetrics;

function summariseTest(db: Database, runKey: number, metrics: readonly EvaluationMetric[]): void {
  const figures = Object.fromEntries(
    metrics
      .filter(({ metric, value }) => tableFigures.includes(metric) && !Number.isNaN(value))
      .map(({ metric, value }) => [metric, value]),
  );
  statement(
    db,
    'UPDATE runs SET test_accuracy = ?, test_f1_macro = ?, test_figures = ? WHERE run_key = ?',
  ).run(orNull(figures.accuracy), orNull(figures.f1Macro), JSON.stringify(figures), runKey);
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

type EvaluationRow = Omit<Evaluation, 'metrics'> & { readonly key: number };

/** All evaluations of a run, newest first. */
export function listEvaluations(db: Database, runKey: number): Evaluation[] {
  const evaluations = statement<EvaluationRow>(
    db,
    `SELECT evaluation_key AS key, split, data_path AS dataPath, report_file AS reportFile,
            created_at_ms AS createdAtMs
     FROM evaluations WHERE run_key = ? ORDER BY created_at_ms DESC, evaluation_key DESC`,
  ).all(runKey);
  const metrics = statement<Evaluation['metrics'][number]>(
    db,
    `SELECT name AS metric, value, low, high FROM evaluation_metrics JOIN metrics USING (metric_id)
     WHERE evaluation_key = ? ORDER BY metric_id`,
  );
  return evaluations.map(({ key, ...row }) => ({ ...row, metrics: metrics.all(key) }));
}
