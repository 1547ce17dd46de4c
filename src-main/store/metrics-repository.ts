// Metrics by step and by epoch. Names become small integers; a curve is one range of the primary key.
import type { Database } from 'better-sqlite3';
import { validationName } from '../facts/metrics.ts';
import { type CurvePoint, downsample } from './downsample.ts';
import { statement } from './statements.ts';
import { writeTogether } from './write-together.ts';

type MetricValues = Readonly<Record<string, number>>;

/** The metrics of one optimizer update. */
export interface StepMetrics {
  readonly step: number;
  readonly metrics: MetricValues;
}

/** The metrics at the end of one epoch. */
export interface EpochMetrics {
  readonly epoch: number;
  readonly step: number;
  readonly phase: string;
  readonly endedAtMs: number;
  readonly metrics: MetricValues;
}

/** The integer that stands for a metric's name in this store. */
export function metricId(db: Database, name: string): number {
  const find = statement<{ id: number }>(db, 'SELECT metric_id AS id FROM metrics WHERE name = ?');
  const known = find.get(name);
  if (known) return known.id;
  statement(db, 'INSERT INTO metrics (name) VALUES (?) ON CONFLICT (name) DO NOTHING').run(name);
  return find.get(name)!.id; // inserted just above
}

/** Records steps in one transaction. A step recorded before (by a run resumed from further back) is replaced. */
export function recordSteps(db: Database, runKey: number, steps: readonly StepMetrics[]): void {
  writeTogether(db, () => {
    const insert = statement(
      db,
      'INSERT OR REPLACE INTO step_metrics (run_key, metric_id, step, value) VALUES (?, ?, ?, ?)',
    );
    for (const { step, metrics } of steps)
      for (const [name, value] of Object.entries(metrics))
        insert.run(runKey, metricId(db, name), step, Number.isNaN(value) ? null : value);
  });
}

/** Records an epoch, and brings what the list of runs shows up to date. */
export function recordEpoch(db: Database, runKey: number, epoch: EpochMetrics): void {
  recordEpochs(db, runKey, [epoch]);
}

/** Records several epochs at once. */
export function recordEpochs(db: Database, runKey: number, epochs: readonly EpochMetrics[]): void {
  writeTogether(db, () => {
    for (const epoch of epochs) insertEpoch(db, runKey, epoch);
    summarise(db, runKey);
  });
}

function insertEpoch(db: Database, runKey: number, { metrics, ...row }: EpochMetrics): void {
  statement(
    db,
    `INSERT OR REPLACE INTO epochs (run_key, epoch, step, phase, ended_at_ms)
     VALUES (@runKey, @epoch, @step, @phase, @endedAtMs)`,
  ).run({ ...row, runKey });
  const insert = statement(
    db,
    'INSERT OR REPLACE INTO epoch_metrics (run_key, metric_id, epoch, value) VALUES (?, ?, ?, ?)',
  );
  for (const [name, value] of Object.entries(metrics))
    insert.run(runKey, metricId(db, name), row.epoch, Number.isNaN(value) ? null : value);
}

/** From the rows themselves: an epoch that is recorded twice must not leave its first values behind. */
function summarise(db: Database, runKey: number): void {
  statement(
    db,
    `UPDATE runs SET
       epochs = coalesce((SELECT max(epoch) FROM epochs WHERE run_key = @runKey), 0),
       last_loss = (SELECT value FROM epoch_metrics WHERE run_key = @runKey AND metric_id = @loss
                    ORDER BY epoch DESC LIMIT 1),
       lowest_val_loss = (SELECT min(value) FROM epoch_metrics WHERE run_key = @runKey AND metric_id = @valLoss),
       highest_val_accuracy = (SELECT max(value) FROM epoch_metrics
                               WHERE run_key = @runKey AND metric_id = @valAccuracy),
       sparkline = (SELECT json_group_array(value) FROM (
                      SELECT value FROM (SELECT epoch, value FROM epoch_metrics
                                         WHERE run_key = @runKey AND metric_id = @valLoss
                                         ORDER BY epoch DESC LIMIT 48) ORDER BY epoch))
     WHERE run_key = @runKey`,
  ).run({
    runKey,
    loss: metricId(db, 'loss'),
    valLoss: metricId(db, validationName('loss')),
    valAccuracy: metricId(db, validationName('accuracy')),
  });
}

/** One metric of one run over its steps; `value` is null where it was NaN. */
export interface Curve {
  readonly metric: string;
  /** How many points are recorded; `points` holds fewer when the curve was thinned. */
  readonly numRecorded: number;
  readonly points: readonly CurvePoint[];
}

export const curveSql =
  'SELECT step, value FROM step_metrics WHERE run_key = ? AND metric_id = ? ORDER BY step';

/** Skips along the primary key from one metric to the next instead of reading every point. */
export const recordedMetricsSql = `
  WITH RECURSIVE recorded (id) AS (
    SELECT min(metric_id) FROM step_metrics WHERE run_key = @runKey
    UNION ALL
    SELECT (SELECT min(metric_id) FROM step_metrics WHERE run_key = @runKey AND metric_id > recorded.id)
    FROM recorded WHERE recorded.id IS NOT NULL
  )
  SELECT id, name FROM recorded JOIN metrics ON metric_id = id ORDER BY name`;

function recordedMetrics(db: Database, runKey: number) {
  return statement<{ id: number; name: string }>(db, recordedMetricsSql).all({ runKey });
}

/** Names of the metrics that a run recorded by step. */
export function stepMetrics(db: Database, runKey: number): string[] {
  return recordedMetrics(db, runKey).map(({ name }) => name);
}

/** The step curves of a run, or only that of `metric`, each thinned to at most `maxPoints` points that keep its peaks. */
export function stepCurves(
  db: Database,
  runKey: number,
  maxPoints: number,
  { metric }: { readonly metric?: string } = {},
): Curve[] {
  return recordedMetrics(db, runKey)
    .filter(({ name }) => metric === undefined || name === metric)
    .map(({ id, name }) => {
      // Rows as pairs: half the time of rows as objects.
      const points = statement<CurvePoint>(db, curveSql).raw().all(runKey, id) as CurvePoint[];
      return { metric: name, numRecorded: points.length, points: downsample(points, maxPoints) };
    });
}

/** An epoch as it was recorded, its metrics by name. */
export interface EpochRow extends Omit<EpochMetrics, 'metrics'> {
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** All epochs of a run, in order. */
export function runEpochs(db: Database, runKey: number): EpochRow[] {
  const epochs = statement<Omit<EpochRow, 'metrics'>>(
    db,
    'SELECT epoch, step, phase, ended_at_ms AS endedAtMs FROM epochs WHERE run_key = ? ORDER BY epoch',
  ).all(runKey);
  const values = statement<{ epoch: number; name: string; value: number | null }>(
    db,
    `SELECT epoch, name, value FROM epoch_metrics JOIN metrics USING (metric_id)
     WHERE run_key = ? ORDER BY epoch, name`,
  ).all(runKey);
  const byEpoch = Map.groupBy(values, (row) => row.epoch);
  return epochs.map((epoch) => ({
    ...epoch,
    metrics: Object.fromEntries((byEpoch.get(epoch.epoch) ?? []).map((row) => [row.name, row.value])),
  }));
}

/** The points of every curve behind `step`, by metric. */
export function stepsAfter(db: Database, runKey: number, step: number): Record<string, CurvePoint[]> {
  const rest =
    'SELECT step, value FROM step_metrics WHERE run_key = ? AND metric_id = ? AND step > ? ORDER BY step';
  return Object.fromEntries(
    recordedMetrics(db, runKey).map(({ id, name }) => [
      name,
      statement<CurvePoint>(db, rest).raw().all(runKey, id, step) as CurvePoint[], // rows as pairs
    ]),
  );
}
