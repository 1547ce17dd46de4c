// A copy of the database in one file, and going back to one.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { storeFault } from './errors.ts';
import { applicationId, migrations, schemaVersion } from './migrations.ts';
import type { StorePaths } from './store-folder.ts';

export interface BackupFile {
  readonly file: string;
  readonly sizeBytes: number;
  readonly createdAtMs: number;
}

const stamp = () => new Date().toISOString().replaceAll(/[:.]/g, '-');

/** Copies the database, write-ahead log included, while it is in use. Into `backups/` when `file` is absent. */
export async function backUp(db: Database, paths: StorePaths, file?: string): Promise<BackupFile> {
  mkdirSync(paths.backups, { recursive: true });
  const target = file ?? join(paths.backups, `finesse-${stamp()}.db`);
  if (existsSync(target)) throw storeFault('backupExists', { file: target });
  await db.backup(target);
  const { size, mtimeMs } = statSync(target);
  return { file: target, sizeBytes: size, createdAtMs: mtimeMs };
}

/** The copies in `backups/`, newest first. */
export function listBackups(paths: StorePaths): BackupFile[] {
  if (!existsSync(paths.backups)) return [];
  return readdirSync(paths.backups)
    .filter((name) => name.endsWith('.db'))
    .map((name) => {
      const file = join(paths.backups, name);
      const { size, mtimeMs } = statSync(file);
      return { file, sizeBytes: size, createdAtMs: mtimeMs };
    })
    .sort((a, b) => b.createdAtMs - a.createdAtMs);
}

/** Looks whether a file is a whole Finesse database that this program can read. Throws `store.*` naming it. */
export function verifyBackup(file: string): void {
  if (!existsSync(file)) throw storeFault('notADatabase', { file });
  let copy: Database | undefined;
  try {
    copy = new BetterSqlite(file, { readonly: true, fileMustExist: true });
    if (copy.pragma('application_id', { simple: true }) !== applicationId)
      throw storeFault('notADatabase', { file });
    const found = schemaVersion(copy);
    const known = migrations.at(-1)?.version ?? 0;
    if (found > known) throw storeFault('newer', { file, found, known });
    const detail = copy.pragma('integrity_check(1)', { simple: true });
    if (detail !== 'ok') throw storeFault('corrupt', { file, detail: String(detail) });
  } catch (error) {
    if (error instanceof BetterSqlite.SqliteError) throw storeFault('notADatabase', { file }, error);
    throw error;
  } finally {
    copy?.close();
  }
}

/** Where a copy waits that takes the place of the database when the store is next opened. */
const waiting = (paths: StorePaths) => `${paths.database}.restoring`;

/**
 * Has a copy take the place of the database at the next start: whatever is open now goes on undisturbed. Throws what
 * `verifyBackup` throws, and then nothing is planned.
 */
export function planRestore(paths: StorePaths, file: string): void {
  verifyBackup(file);
  const partial = `${waiting(paths)}.partial`;
  copyFileSync(file, partial);
  renameSync(partial, waiting(paths));
}

/** Carries out a planned restore, before the database is opened. The one before is kept in `backups/`. */
export function finishRestore(paths: StorePaths): void {
  if (!existsSync(waiting(paths))) return;
  mkdirSync(paths.backups, { recursive: true });
  if (existsSync(paths.database)) {
    // Opening and closing brings the write-ahead log into the file, so that the kept copy is whole.
    new BetterSqlite(paths.database).close();
    renameSync(paths.database, join(paths.backups, `finesse-before-restore-${stamp()}.db`));
  }
  for (const suffix of ['-wal', '-shm']) rmSync(`${paths.database}${suffix}`, { force: true });
  renameSync(waiting(paths), paths.database);
}
