// Several statements as one write.
import type { Database } from 'better-sqlite3';

/**
 * Runs `work` in one transaction: all of it is written or nothing. The lock is taken at its beginning (BEGIN IMMEDIATE),
 * so that it waits for another process's write. One that reads first and locks later cannot wait: SQLite refuses it at
 * once when somebody has written in between. Source: sqlite.org/lang_transaction.html, section 2.2.
 */
export function writeTogether<Result>(db: Database, work: () => Result): Result {
  return db.transaction(work).immediate();
}
