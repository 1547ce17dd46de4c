import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { findDraft } from '../../src-main/store/drafts-repository.ts';
import { applicationId, migrate, migrations, schemaVersion } from '../../src-main/store/migrations.ts';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { runDecision, setRunDecision } from '../../src-main/store/run-decisions.ts';
import { runTable } from '../../src-main/store/run-table.ts';
import { storePaths } from '../../src-main/store/store-folder.ts';
import { addRun, faultOf, temporaryFolder, temporaryStore } from './temporary-store.ts';

const newest = migrations.length;
const addColumn = { version: newest + 1, sql: 'ALTER TABLE experiments ADD COLUMN question TEXT' };

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

  it('002 and 003 fill what the list shows from the runs of a database of schema 1', () => {
    const paths = storePaths(temporaryFolder());
    const old = new BetterSqlite(paths.database);
    migrate(old, paths, migrations.slice(0, 1));
    old.exec(`
      INSERT INTO runs (run_id, name, state, task, model, seed, backend, created_at_ms)
      VALUES ('0123456789', 'old', 'finished', 'image-classification', 'resnet-20', 1, 'ort', 1000),
             ('abcdefghjk', 'bare', 'failed', 'image-classification', 'resnet-20', 1, 'ort', 900);
      INSERT INTO run_documents VALUES
        (1, '{"hyperparameters":{"batchSize":16,"optimizer":"sgd"},"adaptation":{"preset":"head"}}', '{}'), (2, '{}', '{}');
      INSERT INTO metrics VALUES (1, 'valLoss'), (2, 'accuracy'), (3, 'somethingElse'), (4, 'rocAuc');
      INSERT INTO epochs VALUES (1, 1, 10, 'head', 1500), (1, 2, 20, 'head', 1600);
      INSERT INTO epoch_metrics VALUES (1, 1, 1, 0.5), (1, 1, 2, NULL);
      INSERT INTO evaluations VALUES (1, 1, 'test', '', 'evaluation.json', 1700), (2, 1, 'test', '/other', 'x', 1800);
      INSERT INTO evaluation_metrics VALUES (1, 2, 0.75, 0.7, 0.8), (1, 3, 1, NULL, NULL), (1, 4, NULL, NULL, NULL),
        (2, 2, 0.1, NULL, NULL);`);
    old.close();
    const store = openStore(paths.folder);
    expect(runTable(store.db)).toMatchObject([
      {
        id: '0123456789',
        settings: {
          'hyperparameters.batchSize': 16,
          'hyperparameters.optimizer': 'sgd',
          'adaptation.preset': 'head',
        },
        test: { accuracy: 0.75 },
        sparkline: [0.5, null],
        imported: false,
        weightsDropped: false,
        parent: null,
      },
      { id: 'abcdefghjk', settings: {}, test: {}, sparkline: [] },
    ]);
    expect(Object.keys(runTable(store.db)[0]!.settings)).toHaveLength(3);
    expect(Object.keys(runTable(store.db)[0]!.test)).toEqual(['accuracy']);
    expect(readdirSync(paths.backups)).toHaveLength(1);
    closeStore(store);
  });

  it('005 keeps the drafts of schema 4, without a parent, and begins with no corrections', () => {
    const paths = storePaths(temporaryFolder());
    const old = new BetterSqlite(paths.database);
    migrate(old, paths, migrations.slice(0, 4));
    old.exec("INSERT INTO drafts VALUES ('d1', 'old', '{\"seed\":1}', 1, 2)");
    old.close();
    const store = openStore(paths.folder);
    expect(findDraft(store.db, 'd1')).toEqual({
      id: 'd1',
      name: 'old',
      recipe: '{"seed":1}',
      parent: null,
      createdAtMs: 1,
      updatedAtMs: 2,
    });
    expect(store.db.prepare('SELECT count(*) FROM corrections').pluck().get()).toBe(0);
    closeStore(store);
  });

  it('006 leaves the runs of an older database without a rule for their answers', () => {
    const paths = storePaths(temporaryFolder());
    const old = new BetterSqlite(paths.database);
    migrate(old, paths, migrations.slice(0, 5));
    old.exec(`INSERT INTO runs (run_id, name, state, task, model, seed, backend, created_at_ms)
              VALUES ('0123456789', 'old', 'finished', 'image-classification', 'resnet-20', 1, 'ort', 1000)`);
    old.close();
    const store = openStore(paths.folder);
    expect(runDecision(store.db, 1)).toBeNull();
    setRunDecision(store.db, 1, '{"kind":"abstain"}');
    expect(runDecision(store.db, 1)).toBe('{"kind":"abstain"}');
    closeStore(store);
  });

  it('change nothing on a store that is up to date', () => {
    const { db, paths } = temporaryStore();
    migrate(db, paths);
    expect(readdirSync(paths.backups)).toEqual([]);
  });

  it('copy a filled database, write-ahead log included, before they change it', () => {
    const store = temporaryStore();
    const run = addRun(store);
    migrate(store.db, store.paths, [...migrations, addColumn]);
    const [backup] = readdirSync(store.paths.backups);
    const copy = new BetterSqlite(join(store.paths.backups, backup!), { readonly: true });
    expect(copy.prepare('SELECT run_id FROM runs').pluck().all()).toEqual([run.id]);
    expect(schemaVersion(copy)).toBe(newest);
    expect(schemaVersion(store.db)).toBe(newest + 1);
    copy.close();
  });

  it('leave the schema as it was when one of them fails', () => {
    const store = temporaryStore();
    const broken = {
      version: newest + 2,
      sql: 'CREATE TABLE halfway (a TEXT) STRICT; ALTER TABLE nowhere ADD COLUMN b TEXT',
    };
    expect(() => migrate(store.db, store.paths, [...migrations, addColumn, broken])).toThrow(/nowhere/);
    expect(schemaVersion(store.db)).toBe(newest);
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
