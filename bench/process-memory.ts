// Memory of a running program and everything it has started, where the system tells (Linux).
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Proportional set size in MB of a process and its descendants: memory that several of them share (loader workers
 * are forks) counts once. 0 where there is no /proc, or when the process has gone.
 */
export function treeMemoryMb(pid: number): number {
  const own = readProc(`${pid}/smaps_rollup`);
  const match = /^Pss:\s+(\d+) kB/m.exec(own);
  const children = threadsOf(pid).flatMap((thread) =>
    readProc(`${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return children.reduce((sum, child) => sum + treeMemoryMb(child), match ? Number(match[1]) / 1024 : 0);
}

function threadsOf(pid: number): string[] {
  return unlessGone(() => readdirSync(`/proc/${pid}/task`), []);
}

function readProc(path: string): string {
  return unlessGone(() => readFileSync(`/proc/${path}`, 'utf8'), '');
}

/** Processes end while they are looked at; that is not an error. */
function unlessGone<T>(read: () => T, gone: T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return gone;
    throw error;
  }
}
