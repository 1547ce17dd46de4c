// What every process that we start does first: it ends when the one that started it is gone, however that went, and
// also while its own thread is busy in a computation that never returns. No system ends children by itself.
import { Worker } from 'node:worker_threads';

export interface ParentWatch {
  readonly parentPid: number;
  /** Time to end in peace once the parent has gone; after that the process is killed. */
  readonly graceMs: number;
}

/** Watches from a thread of its own. `parentPid` comes from the parent: it may be gone before this process asks. */
export function endWithParent(watch: ParentWatch): void {
  new Worker(new URL('./parent-watch.ts', import.meta.url), { workerData: watch }).unref();
}
