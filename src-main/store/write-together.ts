// Several statements as one write.
import type { Database } from 'better-sqlite3';
import { systemErrorCode } from './sqlite-errors.ts';

/**
 * Runs `work` in one transaction: all of it is written or nothing. The lock is taken at its beginning (BEGIN IMMEDIATE),
 * so that it waits for another process's write. One that reads first and locks later cannot wait: SQLite refuses it at
 * once when somebody has written in between. Source: sqlite.org/lang_transaction.html, section 2.2.
 */
export function writeTogether<Result>(db: Database, work: () => Result): Result {
  const { immediate } = db.transaction(work);
  if (db.inTransaction) return immediate();
  const limitMs = db.pragma('busy_timeout', { simple: true }) as number; // an integer by SQLite's documentation
  // SQLite itself looks ten times a second, and next to somebody who writes a lot it may never find its moment.
  db.pragma('busy_timeout = 0');
  try {
    return whenFree(immediate, performance.now() + limitMs);
  } finally {
    db.pragma(`busy_timeout = ${limitMs}`);
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Only the lock at the beginning can be refused, so nothing of the work has been done where it was. */
function whenFree<Result>(write: () => Result, untilMs: number): Result {
  for (;;)
    try {
      return write();
    } catch (error) {
      const isBusy = systemErrorCode(error)?.startsWith('SQLITE_BUSY') ?? false;
      if (!isBusy || performance.now() > untilMs) throw error;
      Atomics.wait(sleeper, 0, 0, 1 + Math.random() * 4);
    }
}
