import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { backUp, listBackups, planRestore } from '../../src-main/store/backup.ts';
import { closeStore, openStore, type Store } from '../../src-main/store/open-store.ts';
import { addRun, temporaryFolder } from './temporary-store.ts';

function ids({ db }: Store): unknown[] {
  return db.prepare('SELECT run_id FROM runs ORDER BY run_key').pluck().all();
}

/** A store with one run, and a copy of it from before a second one was added. */
async function storeWithBackup() {
  const folder = join(temporaryFolder(), 'store');
  const store = openStore(folder);
  const first = addRun(store);
  const backup = await backUp(store.db, store.paths);
  const second = addRun(store);
  return { folder, store, backup, first: first.id, second: second.id };
}

describe('back-up and restore', () => {
  it('copies a database in use, and lists the copies', async () => {
    const { store, backup, first } = await storeWithBackup();
    expect(listBackups(store.paths)).toEqual([backup]);
    const copy = new BetterSqlite(backup.file, { readonly: true });
    expect(copy.prepare('SELECT run_id FROM runs').pluck().all()).toEqual([first]);
    copy.close();
    await expect(backUp(store.db, store.paths, backup.file)).rejects.toMatchObject({
      code: 'store.backupExists',
    });
    closeStore(store);
  });

  it('restores at the next start, and keeps what was there', async () => {
    const { folder, store, backup, first, second } = await storeWithBackup();
    const bytes = readFileSync(backup.file);
    await planRestore(store.paths, backup.file);
    expect(ids(store)).toEqual([first, second]);
    closeStore(store);
    const restored = openStore(folder);
    expect(ids(restored)).toEqual([first]);
    closeStore(restored);
    expect(readFileSync(backup.file).equals(bytes)).toBe(true);
    const kept = listBackups(restored.paths).find(({ file }) => file.includes('before-restore'));
    await planRestore(restored.paths, kept!.file);
    const again = openStore(folder);
    expect(ids(again)).toEqual([first, second]);
    closeStore(again);
  });

  it('waits while another process has the database open', async () => {
    const { folder, store, backup, first, second } = await storeWithBackup();
    await planRestore(store.paths, backup.file);
    const other = openStore(folder);
    expect(ids(other)).toEqual([first, second]);
    const third = addRun(other);
    expect(ids(store)).toEqual([first, second, third.id]);
    closeStore(other);
    closeStore(store);
    const restored = openStore(folder);
    expect(ids(restored)).toEqual([first]);
    closeStore(restored);
  });

  it('restores over a database that is damaged', async () => {
    const { folder, store, backup, first } = await storeWithBackup();
    await planRestore(store.paths, backup.file);
    closeStore(store);
    writeFileSync(store.paths.database, 'no database any more');
    const restored = openStore(folder);
    expect(ids(restored)).toEqual([first]);
    closeStore(restored);
  });

  it('refuses a file that is no database of ours, damaged or newer, and plans nothing', async () => {
    const { store, backup } = await storeWithBackup();
    const { paths } = store;
    const at = (name: string) => join(paths.folder, name);
    const refused = (file: string, code: string) =>
      expect(planRestore(paths, file)).rejects.toMatchObject({ code, params: { file } });
    writeFileSync(at('text.db'), 'only words');
    await refused(at('text.db'), 'store.notADatabase');
    await refused(at('nowhere.db'), 'store.notADatabase');
    const foreign = new BetterSqlite(at('foreign.db'));
    foreign.exec('CREATE TABLE t (a)');
    foreign.close();
    await refused(at('foreign.db'), 'store.notADatabase');
    copyFileSync(backup.file, at('newer.db'));
    const newer = new BetterSqlite(at('newer.db'));
    newer.pragma('user_version = 99');
    newer.close();
    await refused(at('newer.db'), 'store.newer');
    const damaged = readFileSync(backup.file);
    damaged.fill(0xa5, 8192, 16384);
    writeFileSync(at('damaged.db'), damaged);
    await refused(at('damaged.db'), 'store.corrupt');
    expect(readdirSync(paths.folder).filter((name) => name.includes('restoring'))).toEqual([]);
    expect(existsSync(`${backup.file}-wal`)).toBe(false);
    closeStore(store);
  });
});
