// A copy of the database in one file, and going back to one.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { databaseFacts } from './database-facts.ts';
import { storeFault } from './errors.ts';
import { applicationId, migrations } from './migrations.ts';
import { systemErrorCode } from './sqlite-errors.ts';
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
  const partial = `${target}.partial`;
  try {
    await db.backup(partial);
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
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

/** Where a copy waits that takes the place of the database when the store is next opened. */
const waiting = (paths: StorePaths) => `${paths.database}.restoring`;

/**
 * Has a copy of `file` take the place of the database at the next start: whatever is open now goes on undisturbed.
 * Throws `store.notADatabase`, `store.corrupt`, `store.newer` naming it; then nothing is planned.
 */
export async function planRestore(paths: StorePaths, file: string): Promise<void> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw storeFault('notADatabase', { file });
  const partial = `${waiting(paths)}.partial`;
  try {
    await copyFile(file, partial);
    await refuseUnusable(partial, file);
    renameSync(partial, waiting(paths));
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${partial}${suffix}`, { force: true });
  }
}

/** Takes a plan back. */
export function cancelRestore(paths: StorePaths): void {
  rmSync(waiting(paths), { force: true });
}

/** Whether `copy`, of `file`, is a whole Finesse database that this program can read. */
async function refuseUnusable(copy: string, file: string): Promise<void> {
  const facts = await databaseFacts(copy);
  if (!facts.isDatabase) throw storeFault('notADatabase', { file });
  if (facts.damage !== null) throw storeFault('corrupt', { file, detail: facts.damage });
  if (facts.applicationId !== applicationId) throw storeFault('notADatabase', { file });
  const [found, known] = [facts.schemaVersion ?? 0, migrations.at(-1)?.version ?? 0];
  if (found > known) throw storeFault('newer', { file, found, known });
}

/**
 * Carries out a planned restore, before the database is opened. The one before is kept in `backups/`. While another
 * process has it open, nothing happens: the restore goes on waiting.
 */
export function finishRestore(paths: StorePaths): void {
  if (!existsSync(waiting(paths)) || isOpenElsewhere(paths.database)) return;
  mkdirSync(paths.backups, { recursive: true });
  const kept = join(paths.backups, `finesse-before-restore-${stamp()}.db`);
  // A damaged database may still have its write-ahead log; both are kept.
  for (const suffix of ['', '-wal'])
    if (existsSync(`${paths.database}${suffix}`))
      renameSync(`${paths.database}${suffix}`, `${kept}${suffix}`);
  rmSync(`${paths.database}-shm`, { force: true });
  renameSync(waiting(paths), paths.database);
}

/**
 * Leaving the write-ahead mode needs the database for itself, and brings the log into the file. A file that is no
 * database any more is nobody's. Source: sqlite.org/wal.html, section 3.1.
 */
function isOpenElsewhere(file: string): boolean {
  if (!existsSync(file)) return false;
  const db = new BetterSqlite(file, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    return false;
  } catch (error) {
    return systemErrorCode(error)?.startsWith('SQLITE_BUSY') ?? false;
  } finally {
    db.close();
  }
}
