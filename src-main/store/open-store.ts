// Opening the store: the folder, the database in it, its pragmas, and a look at whether the file can be trusted.
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import BetterSqlite from 'better-sqlite3';
import { finishRestore } from './backup.ts';
import { storeFault } from './errors.ts';
import { applicationId, migrate, schemaVersion } from './migrations.ts';
import { makePrivate, privateFileMode, privateFolderMode } from './private-store.ts';
import { systemErrorCode, withStoreFaults } from './sqlite-errors.ts';
import { type StorePaths, storeParts, storePaths } from './store-folder.ts';

/** An open store. Several processes may hold the same one; main processes write, the engine never opens it. */
export interface Store {
  readonly paths: StorePaths;
  readonly db: Database;
}

/** How long a statement waits for another process's write before it gives up: several commands take turns. */
const busyTimeoutMs = 10_000;

/**
 * Opens the store in `folder`, creating it or bringing its schema up to date where needed.
 * Throws `store.*` faults naming the file when the folder is unusable, or the database is not ours, damaged,
 * truncated, read-only, locked or newer than the program.
 */
export function openStore(folder: string): Store {
  const paths = storePaths(folder);
  createFolders(paths);
  return withStoreFaults(paths.database, () => {
    finishRestore(paths);
    refuseTruncated(paths.database);
    // The files that SQLite keeps beside its database get the database's rights.
    if (!existsSync(paths.database)) closeSync(openSync(paths.database, 'a', privateFileMode));
    makePrivate(paths);
    const db = new BetterSqlite(paths.database, { timeout: busyTimeoutMs });
    try {
      refuseForeign(db, paths.database);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      db.pragma('foreign_keys = ON');
      migrate(db, paths);
    } catch (error) {
      db.close();
      throw error;
    }
    openedFiles.set(db, identityOf(paths.database) ?? '');
    return { paths, db };
  });
}

export function closeStore(store: Store): void {
  store.db.close();
}

function createFolders(paths: StorePaths): void {
  if (existsSync(paths.folder) && !statSync(paths.folder).isDirectory())
    throw storeFault('notAFolder', { path: paths.folder });
  try {
    // All of them, so that none is made later with the rights of any folder.
    for (const folder of [paths.folder, ...storeParts.map((part) => paths[part])])
      mkdirSync(folder, { recursive: true, mode: privateFolderMode });
  } catch (error) {
    // For a folder that cannot be made Node.js names whichever of its parents, and on a read-only disk another reason.
    throw storeFault(
      'folderUnusable',
      { path: paths.folder, reason: systemErrorCode(error) ?? String(error) },
      error,
    );
  }
}

/**
 * Throws `store.gone` where the database is not the file that was opened any more. SQLite goes on writing a file that was
 * deleted, and nobody would find what it wrote.
 */
export function refuseGone({ db, paths }: Store): void {
  const opened = openedFiles.get(db);
  if (opened !== undefined && opened !== identityOf(paths.database))
    throw storeFault('gone', { folder: paths.folder });
}

const openedFiles = new WeakMap<Database, string>();

function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}

/** A database that has tables but not our mark belongs to another program. */
function refuseForeign(db: Database, file: string): void {
  const mark = db.pragma('application_id', { simple: true });
  if (mark === applicationId) return;
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (mark !== 0 || tables !== 0 || schemaVersion(db) !== 0) throw storeFault('notADatabase', { file });
}

/**
 * SQLite notices a missing tail only when it reads there. The header (bytes 16-17: page size, 28-31: pages) tells
 * at once, as long as no write-ahead log holds newer pages. Source: sqlite.org/fileformat2.html, section 1.3.
 */
function refuseTruncated(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isFile()) throw storeFault('notADatabase', { file });
  const sizeBytes = found.size;
  const logBytes = existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0;
  if (sizeBytes === 0 || logBytes > 0) return;
  const header = readHead(file, 100);
  if (header.toString('latin1', 0, 15) !== 'SQLite format 3') return; // SQLite itself says what that is
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const expected = header.readUInt32BE(28) * pageBytes;
  if (sizeBytes < expected)
    throw storeFault('corrupt', {
      file,
      detail: `it should have ${expected} bytes and has ${sizeBytes}, so its end is missing`,
    });
}

function readHead(file: string, sizeBytes: number): Buffer {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(sizeBytes);
    readSync(handle, head, 0, sizeBytes, 0);
    return head;
  } finally {
    closeSync(handle);
  }
}
