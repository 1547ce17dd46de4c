// SQLite's and the file system's error codes, turned into the store's own faults.
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { systemFault } from '../errors.ts';
import { storeFault } from './errors.ts';

type SqliteFailure = InstanceType<typeof BetterSqlite.SqliteError>;

/** The `code` of a Node.js system error, or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A failure of SQLite or of the disk as a store fault naming `file`; every other error is returned as it is. */
export function toStoreFault(error: unknown, file: string): unknown {
  if (error instanceof BetterSqlite.SqliteError) return fromSqlite(error, file);
  return systemFault(error, file) ?? error;
}

/** Less than this is nothing: SQLite's own helper files are larger. */
const fullBytes = 256 * 1024;

/** Why the place of a database cannot be used. SQLite says no more than that opening or writing it failed. */
function obstacle(file: string, error: SqliteFailure): unknown {
  const folder = dirname(file);
  if (!existsSync(folder)) return storeFault('gone', { folder }, error);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < fullBytes) return storeFault('diskFull', { file }, error);
  for (const path of [folder, file].filter((place) => existsSync(place)))
    try {
      accessSync(path, constants.W_OK);
    } catch (refusal) {
      return storeFault('readOnly', { file }, refusal);
    }
  return undefined;
}

function fromSqlite(error: SqliteFailure, file: string): unknown {
  const code = error.code;
  if (code === 'SQLITE_NOTADB') return storeFault('notADatabase', { file }, error);
  if (code.startsWith('SQLITE_CORRUPT')) return storeFault('corrupt', { file, detail: error.message }, error);
  // A header or a schema with other bytes than ours is a plain error to SQLite.
  if (
    code === 'SQLITE_ERROR' &&
    /unsupported file format|malformed|no such (table|column)/.test(error.message)
  )
    return storeFault('corrupt', { file, detail: error.message }, error);
  if (code.startsWith('SQLITE_READONLY')) return storeFault('readOnly', { file }, error);
  if (code.startsWith('SQLITE_FULL')) return storeFault('diskFull', { file }, error);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return storeFault('locked', { file }, error);
  if (code.startsWith('SQLITE_CANTOPEN'))
    return (
      obstacle(file, error) ?? storeFault('folderUnusable', { path: file, reason: error.message }, error)
    );
  if (code.startsWith('SQLITE_IOERR'))
    return (
      obstacle(file, error) ?? storeFault('inputOutput', { file, detail: `${code}: ${error.message}` }, error)
    );
  // Constraint and syntax errors are faults of the program, not of the store: they keep their own words.
  return error;
}

/** Runs `work` and rethrows failures of SQLite and of the disk as store faults naming `file`. */
export function withStoreFaults<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toStoreFault(error, file);
  }
}
