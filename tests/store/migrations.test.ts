import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { applicationId, migrate, migrations, schemaVersion } from '../../src-main/store/migrations.ts';
import { openStore } from '../../src-main/store/open-store.ts';
import { storePaths } from '../../src-main/store/store-folder.ts';
import { addRun, faultOf, temporaryFolder, temporaryStore } from './temporary-store.ts';

const addColumn = { version: 2, sql: 'ALTER TABLE experiments ADD COLUMN question TEXT' };

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, at) => at + 1));
  });

  it('001 creates every table a run needs, and marks the file as ours', () => {
    const db = new BetterSqlite(':memory:');
    migrate(db, storePaths(temporaryFolder()), migrations.slice(0, 1));
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    expect(tables).toEqual(
      [
        'artefacts checkpoints dataset_classes dataset_versions epoch_metrics epochs evaluation_metrics evaluations',
        'experiments metrics run_documents run_log run_tags run_work runs step_metrics tags',
      ].flatMap((line) => line.split(' ')),
    );
    expect(schemaVersion(db)).toBe(1);
    expect(db.pragma('application_id', { simple: true })).toBe(applicationId);
    db.close();
  });

  it('change nothing on a store that is up to date', () => {
    const { db, paths } = temporaryStore();
    migrate(db, paths);
    expect(readdirSync(paths.folder)).not.toContain('backups');
  });

  it('copy a filled database, write-ahead log included, before they change it', () => {
    const store = temporaryStore();
    const run = addRun(store);
    migrate(store.db, store.paths, [...migrations, addColumn]);
    const [backup] = readdirSync(store.paths.backups);
    const copy = new BetterSqlite(join(store.paths.backups, backup!), { readonly: true });
    expect(copy.prepare('SELECT run_id FROM runs').pluck().all()).toEqual([run.id]);
    expect(schemaVersion(copy)).toBe(1);
    expect(schemaVersion(store.db)).toBe(2);
    copy.close();
  });

  it('leave the schema as it was when one of them fails', () => {
    const store = temporaryStore();
    const broken = {
      version: 3,
      sql: 'CREATE TABLE halfway (a TEXT) STRICT; ALTER TABLE nowhere ADD COLUMN b TEXT',
    };
    expect(() => migrate(store.db, store.paths, [...migrations, addColumn, broken])).toThrow(/nowhere/);
    expect(schemaVersion(store.db)).toBe(1);
    expect(store.db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'halfway'").get()).toBeUndefined();
  });

  it('refuse a schema newer than the program, and change nothing', () => {
    const store = temporaryStore();
    store.db.pragma('user_version = 99');
    const fault = faultOf(() => openStore(store.paths.folder));
    expect(fault.code).toBe('store.newer');
    expect(fault.message).toMatch(/schema 99.*update this one/);
    expect(schemaVersion(store.db)).toBe(99);
  });
});
