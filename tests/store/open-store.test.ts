import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { listRuns } from '../../src-main/store/run-list.ts';
import { withStoreFaults } from '../../src-main/store/sqlite-errors.ts';
import { defaultStoreFolder } from '../../src-main/store/store-folder.ts';
import { addRun, faultOf, temporaryFolder } from './temporary-store.ts';

/** A closed store of three runs, in a folder that is the test's own. */
function filledStore(): { folder: string; file: string } {
  const folder = join(temporaryFolder(), 'store');
  const store = openStore(folder);
  for (let i = 0; i < 3; i++) addRun(store);
  closeStore(store);
  return { folder, file: store.paths.database };
}

describe('opening a store', () => {
  it('creates the folder, its parts and a database in write-ahead mode with foreign keys', () => {
    const folder = join(temporaryFolder(), 'deep', 'store');
    const { db, paths } = openStore(folder);
    expect([paths.runs, paths.cache, paths.datasets].every((path) => statSync(path).isDirectory())).toBe(
      true,
    );
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('synchronous', { simple: true })).toBe(1);
    db.close();
  });

  it('makes every table STRICT', () => {
    const { db } = openStore(join(temporaryFolder(), 'store'));
    const loose = db
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0")
      .pluck()
      .all();
    expect(loose.filter((name) => !String(name).startsWith('sqlite_'))).toEqual([]);
    db.close();
  });

  it('finds what was stored when it is opened again', () => {
    const { folder } = filledStore();
    const store = openStore(folder);
    expect(listRuns(store.db, { limit: 10 })).toHaveLength(3);
    closeStore(store);
  });

  it('lets a second process read and write while the first has it open', () => {
    const { folder } = filledStore();
    const [first, second] = [openStore(folder), openStore(folder)];
    first.db.exec('BEGIN IMMEDIATE');
    addRun(first);
    expect(listRuns(second.db, { limit: 10 })).toHaveLength(3);
    first.db.exec('COMMIT');
    addRun(second);
    expect(listRuns(first.db, { limit: 10 })).toHaveLength(5);
    closeStore(first);
    closeStore(second);
  });

  it('refuses a file in place of the folder', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'x');
    const fault = faultOf(() => openStore(path));
    expect(fault.code).toBe('store.notAFolder');
    expect(fault.message).toContain(path);
  });

  it('refuses a file that is not a database, and leaves it as it is', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'finesse.db');
    writeFileSync(file, 'these are my notes\n'.repeat(100));
    expect(faultOf(() => openStore(folder)).code).toBe('store.notADatabase');
    expect(readFileSync(file, 'utf8')).toMatch(/^these are my notes/);
  });

  it("refuses another program's database, and leaves it as it is", () => {
    const folder = temporaryFolder();
    const other = new BetterSqlite(join(folder, 'finesse.db'));
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    expect(faultOf(() => openStore(folder)).code).toBe('store.notADatabase');
    const again = new BetterSqlite(join(folder, 'finesse.db'));
    expect(again.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['bookmarks']);
    again.close();
  });

  it('refuses a database whose end is missing', () => {
    const { folder, file } = filledStore();
    truncateSync(file, statSync(file).size - 4096 * 3);
    const fault = faultOf(() => openStore(folder));
    expect(fault.code).toBe('store.corrupt');
    expect(fault.message).toMatch(/finesse\.db.*its end is missing/);
  });

  it('names the file when pages inside it are overwritten', () => {
    const { folder, file } = filledStore();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096);
    writeFileSync(file, bytes);
    const fault = faultOf(() => {
      const store = openStore(folder);
      withStoreFaults(file, () => listRuns(store.db, { limit: 10 }));
    });
    expect(fault.code).toBe('store.corrupt');
    expect(fault.message).toContain('backups');
  });

  it('reports a full disk and keeps what was saved', () => {
    const { folder, file } = filledStore();
    const store = openStore(folder);
    // SQLite gives SQLITE_FULL at this limit, as it does when the disk has no room.
    store.db.pragma(`max_page_count = ${store.db.pragma('page_count', { simple: true })}`);
    const fill = () => {
      for (let i = 0; i < 200; i++) addRun(store, { recipe: 'x'.repeat(10_000) });
    };
    expect(faultOf(() => withStoreFaults(file, fill)).code).toBe('store.diskFull');
    expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(listRuns(store.db, { limit: 10 }).length).toBeGreaterThanOrEqual(3);
    closeStore(store);
  });

  it('reports a store that another process keeps locked', () => {
    const { folder, file } = filledStore();
    const [holder, waiting] = [openStore(folder), openStore(folder)];
    waiting.db.pragma('busy_timeout = 20');
    holder.db.exec('BEGIN IMMEDIATE');
    expect(faultOf(() => withStoreFaults(file, () => addRun(waiting))).code).toBe('store.locked');
    holder.db.exec('ROLLBACK');
    closeStore(holder);
    closeStore(waiting);
  });

  it('reports a read-only database', () => {
    const { file } = filledStore();
    const db = new BetterSqlite(file, { readonly: true });
    expect(faultOf(() => withStoreFaults(file, () => db.exec('DELETE FROM runs'))).code).toBe(
      'store.readOnly',
    );
    db.close();
  });

  it('reports a folder that cannot be created', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const fault = faultOf(() => openStore(join(file, 'store')));
    expect(fault.code).toBe('store.folderUnusable');
    expect(existsSync(file)).toBe(true);
  });

  it('starts an empty store where the database file is empty', () => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'finesse.db'), '');
    const store = openStore(folder);
    expect(listRuns(store.db, { limit: 1 })).toEqual([]);
    closeStore(store);
  });
});

describe('the default folder', () => {
  it("is the user's data folder of each platform", () => {
    expect(defaultStoreFolder('linux', { XDG_DATA_HOME: join('/', 'data') })).toBe(
      join('/', 'data', 'finesse'),
    );
    expect(defaultStoreFolder('linux', { XDG_DATA_HOME: '' })).toMatch(/\.local.share.finesse$/);
    expect(defaultStoreFolder('win32', { APPDATA: join('C:', 'Roaming') })).toBe(
      join('C:', 'Roaming', 'Finesse'),
    );
    expect(defaultStoreFolder('darwin', {})).toMatch(/Library.Application Support.Finesse$/);
  });
});
