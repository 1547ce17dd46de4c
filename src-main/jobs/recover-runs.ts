// At the start of every command: runs whose main process died are marked interrupted, so that they can be resumed.
import type { Store } from '../store/open-store.ts';
import { endRun, type RunInProgress, runsInProgress } from '../store/runs-repository.ts';
import { jobFault } from './errors.ts';
import { isAbandoned } from './run-owner.ts';

/** Marks abandoned runs `interrupted` and returns their ids. Runs that another living process drives are left alone. */
export function recoverRuns(store: Store): string[] {
  const now = Date.now();
  const abandoned = runsInProgress(store.db).filter(
    (run) => run.state === 'running' && isAbandoned(run, now),
  );
  for (const run of abandoned) markInterrupted(store, run);
  return abandoned.map((run) => run.id);
}

function markInterrupted(store: Store, run: RunInProgress): void {
  endRun(store.db, run.key, {
    state: 'interrupted',
    endedAtMs: run.heartbeatAtMs ?? Date.now(),
    fault: jobFault('mainDied', { run: run.id }),
    enginePid: run.enginePid,
  });
}
