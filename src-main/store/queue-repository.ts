// The runs that wait for their turn, in order.
import type { Database } from 'better-sqlite3';
import { storeFault } from './errors.ts';
import { statesBefore } from './run-states.ts';
import { type Run, runByKey } from './runs-repository.ts';
import { statement } from './statements.ts';
import { writeTogether } from './write-together.ts';

export interface QueuedRun {
  readonly key: number;
  readonly id: string;
  readonly name: string;
}

export const queueSql = `
  SELECT run_key AS key, run_id AS id, name FROM runs
  WHERE state = 'queued' AND queue_position IS NOT NULL ORDER BY queue_position`;

/** First in line first. Runs that a command line is just starting are not in it. */
export function queuedRuns(db: Database): QueuedRun[] {
  return statement<QueuedRun>(db, queueSql).all();
}

/**
 * Puts a run at the end, or in front of all others. When it ended last stays known: its engine may still be leaving.
 * Throws `store.illegalTransition` for one that cannot run.
 */
export function enqueueRun(db: Database, run: Run, place: 'first' | 'last'): void {
  const edge = place === 'first' ? 'min(queue_position) - 1' : 'max(queue_position) + 1';
  const states = ['queued', ...statesBefore('queued')].map((state) => `'${state}'`).join(', ');
  const { changes } = statement(
    db,
    `UPDATE runs SET state = 'queued', error_code = NULL, error_message = NULL, error_params = NULL,
            queue_position = coalesce((SELECT ${edge} FROM runs WHERE state = 'queued'), 0)
     WHERE run_key = ? AND state IN (${states})`,
  ).run(run.key);
  if (changes === 0)
    throw storeFault('illegalTransition', { run: run.id, from: runByKey(db, run.key).state, to: 'queued' });
}

/** Puts the queue into the order of `ids`; runs that are not named keep their places behind them. */
export function orderQueue(db: Database, ids: readonly string[]): void {
  writeTogether(db, () => {
    const rank = new Map(ids.map((id, at) => [id, at]));
    const ordered = queuedRuns(db).toSorted(
      (a, b) => (rank.get(a.id) ?? ids.length) - (rank.get(b.id) ?? ids.length),
    );
    const set = statement(db, 'UPDATE runs SET queue_position = ? WHERE run_key = ?');
    for (const [at, { key }] of ordered.entries()) set.run(at, key);
  });
}
