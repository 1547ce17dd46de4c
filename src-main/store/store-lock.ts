// One store, one application: the hosted form or the window, whichever owns the queue, holds the store's lock from its
// first moment to its last. The system itself keeps the lock, for the process, by SQLite's means on a file of its own:
// it is free as soon as the process is gone, however it ended, and held while the process lives, however slow it is; no
// number of a process is looked at, which another could have got. Commands do without it: they share the database, and
// the queue waits for their runs.
import { mkdirSync, rmSync } from 'node:fs';
import BetterSqlite from 'better-sqlite3';
import { storeFault } from './errors.ts';
import { privateFolderMode } from './private-store.ts';
import { systemErrorCode, toStoreFault } from './sqlite-errors.ts';
import { storePaths } from './store-folder.ts';

export interface StoreLock {
  /** The store, as an absolute path. */
  readonly folder: string;
  /** Can be called again. */
  release(): void;
}

/** The lock of the store in `folder`, which is made where it is missing; nothing when another has it. Throws `store.*`. */
export function lockStore(folder: string): StoreLock | undefined {
  const { folder: root, lock, address } = storePaths(folder);
  try {
    mkdirSync(root, { recursive: true, mode: privateFolderMode });
    const held = exclusive(lock);
    if (held === undefined) return undefined;
    // Left by one that was killed.
    rmSync(address, { force: true });
    return { folder: root, release: () => held.close() };
  } catch (error) {
    throw toStoreFault(error, root);
  }
}

/** As `lockStore`. Throws `store.inUse` when another has it. */
export function takeStoreLock(folder: string): StoreLock {
  const lock = lockStore(folder);
  if (lock === undefined) throw storeFault('inUse', { folder: storePaths(folder).folder });
  return lock;
}

/** Nothing is ever written, so the file stays empty. Source: sqlite.org/lang_transaction.html, EXCLUSIVE. */
function exclusive(file: string): BetterSqlite.Database | undefined {
  const db = new BetterSqlite(file, { timeout: 0 });
  try {
    // No journal's file beside it.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if (systemErrorCode(error)?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}
