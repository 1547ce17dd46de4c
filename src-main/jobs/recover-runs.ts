// At the start of every command: runs whose main process died are marked interrupted, so that they can be resumed.
import type { Store } from '../store/open-store.ts';
import { endRun, type RunInProgress, runsInProgress } from '../store/runs-repository.ts';
import { writeTogether } from '../store/write-together.ts';
import { jobFault } from './errors.ts';
import { isAbandoned } from './run-owner.ts';

/** Marks abandoned runs `interrupted` and returns their ids. Runs that another living process drives are left alone. */
export function recoverRuns(store: Store): string[] {
  if (abandonedRuns(store).length === 0) return [];
  // Several commands may find them at once: who comes second finds none any more.
  return writeTogether(store.db, () =>
    abandonedRuns(store).map((run) => {
      markInterrupted(store, run);
      return run.id;
    }),
  );
}

function abandonedRuns(store: Store): RunInProgress[] {
  const now = Date.now();
  return runsInProgress(store.db).filter((run) => run.state === 'running' && isAbandoned(run, now));
}

function markInterrupted(store: Store, run: RunInProgress): void {
  endRun(store.db, run.key, {
    state: 'interrupted',
    endedAtMs: run.heartbeatAtMs ?? Date.now(),
    fault: jobFault('mainDied', { run: run.id }),
    enginePid: run.enginePid,
  });
}
