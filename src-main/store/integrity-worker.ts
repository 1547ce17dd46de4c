// A thread that reads a whole database to see whether it is one and undamaged: seconds for a large one.
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite from 'better-sqlite3';
import type { DatabaseFacts } from './database-facts.ts';

/** `file` is a copy of our own: it leaves its write-ahead mode, so that it needs no other file beside it. */
function look(file: string): DatabaseFacts {
  let db: BetterSqlite.Database | undefined;
  try {
    db = new BetterSqlite(file, { fileMustExist: true });
    db.pragma('journal_mode = DELETE');
    const number = (name: string) => db?.pragma(name, { simple: true }) as number; // integers by SQLite's documentation
    const damage = db.pragma('integrity_check(1)', { simple: true });
    return {
      isDatabase: true,
      applicationId: number('application_id'),
      schemaVersion: number('user_version'),
      damage: damage === 'ok' ? null : String(damage),
    };
  } catch (error) {
    if (!(error instanceof BetterSqlite.SqliteError)) throw error;
    if (error.code.startsWith('SQLITE_CORRUPT'))
      return { isDatabase: true, applicationId: null, schemaVersion: null, damage: error.message };
    return { isDatabase: false, reason: error.message };
  } finally {
    db?.close();
  }
}

// Started by `databaseFacts` alone, which gives a path.
parentPort?.postMessage(look(workerData as string));
