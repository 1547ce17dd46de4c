// SQLite's and the file system's error codes, turned into the store's own faults.
import BetterSqlite from 'better-sqlite3';
import { storeFault } from './errors.ts';

type SqliteFailure = InstanceType<typeof BetterSqlite.SqliteError>;

const ioCodes = new Set('EACCES EPERM EROFS ENOTDIR EISDIR ENOENT ENAMETOOLONG ELOOP EINVAL'.split(' '));

/** The `code` of a Node.js system error, or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A failure of SQLite or of the disk as a store fault naming `file`; every other error is returned as it is. */
export function toStoreFault(error: unknown, file: string): unknown {
  const code = systemErrorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return storeFault('diskFull', { file }, error);
  if (error instanceof BetterSqlite.SqliteError) return fromSqlite(error, file);
  if (code !== undefined && ioCodes.has(code))
    return storeFault('folderUnusable', { path: file, reason: code }, error);
  return error;
}

function fromSqlite(error: SqliteFailure, file: string): unknown {
  const code = error.code;
  if (code === 'SQLITE_NOTADB') return storeFault('notADatabase', { file }, error);
  if (code.startsWith('SQLITE_CORRUPT')) return storeFault('corrupt', { file, detail: error.message }, error);
  if (code.startsWith('SQLITE_READONLY')) return storeFault('readOnly', { file }, error);
  if (code.startsWith('SQLITE_FULL')) return storeFault('diskFull', { file }, error);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return storeFault('locked', { file }, error);
  if (code.startsWith('SQLITE_CANTOPEN'))
    return storeFault('folderUnusable', { path: file, reason: error.message }, error);
  if (code.startsWith('SQLITE_IOERR'))
    return storeFault('inputOutput', { file, detail: `${code}: ${error.message}` }, error);
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
