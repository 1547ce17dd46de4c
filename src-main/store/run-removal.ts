// Taking runs out of the store: the whole record, or only its weights and checkpoints.
import type { Database } from 'better-sqlite3';
import { storeFault } from './errors.ts';
import { type Run, runByKey } from './runs-repository.ts';
import { statement } from './statements.ts';
import { writeTogether } from './write-together.ts';

/** Forgets a run and everything recorded of it. Throws `store.runInProgress`. */
export function deleteRun(db: Database, run: Run): void {
  refuseRunning(db, [run]);
  statement(db, 'DELETE FROM runs WHERE run_key = ?').run(run.key);
}

/** Notes that a run's weights and checkpoints are gone; curves and figures stay. Throws `store.runInProgress`. */
export function markWeightsDropped(db: Database, run: Run): void {
  refuseRunning(db, [run]);
  writeTogether(db, () => {
    statement(db, 'UPDATE runs SET weights_dropped = 1 WHERE run_key = ?').run(run.key);
    statement(db, 'DELETE FROM checkpoints WHERE run_key = ?').run(run.key);
    statement(db, "DELETE FROM artefacts WHERE run_key = ? AND kind = 'model'").run(run.key);
  });
}

/** Throws `store.runInProgress` where one of the runs is under way. */
export function refuseRunning(db: Database, runs: readonly Run[]): void {
  for (const { key, id } of runs)
    if (runByKey(db, key).state === 'running') throw storeFault('runInProgress', { run: id });
}
