// The thread that watches the parent process for `endWithParent`.
import { workerData } from 'node:worker_threads';
import type { ParentWatch } from './end-with-parent.ts';

const lookMs = 500;
const { parentPid, graceMs } = workerData as ParentWatch; // given by `endWithParent` alone

const look = setInterval(() => {
  if (isThere()) return;
  clearInterval(look);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs);
}, lookMs);

/** Unix gives an orphan another parent at once; Windows keeps the number of the dead one. */
function isThere(): boolean {
  if (process.platform !== 'win32') return process.ppid === parentPid;
  try {
    return process.kill(parentPid, 0);
  } catch {
    // No such process: that is the answer.
    return false;
  }
}
