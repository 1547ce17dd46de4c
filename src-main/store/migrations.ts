// The numbered changes of the schema and how they are applied: all or nothing, after a backup, never twice.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { storeFault } from './errors.ts';
import { initialSchema } from './migrations/001-initial.ts';
import { applicationSchema } from './migrations/002-application.ts';
import { browserSchema } from './migrations/003-browser.ts';
import { messagesSchema } from './migrations/004-messages.ts';
import { correctionsSchema } from './migrations/005-corrections.ts';
import { decisionsSchema } from './migrations/006-decisions.ts';
import type { StorePaths } from './store-folder.ts';

export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** In order, without gaps. A published entry is never edited. */
export const migrations: readonly Migration[] = [
  { version: 1, sql: initialSchema },
  { version: 2, sql: applicationSchema },
  { version: 3, sql: browserSchema },
  { version: 4, sql: messagesSchema },
  { version: 5, sql: correctionsSchema },
  { version: 6, sql: decisionsSchema },
];

/** SQLite's application_id of a Finesse database: "Fnss" in ASCII. */
export const applicationId = 0x466e7373;

export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number; // an integer by SQLite's documentation
}

/**
 * Brings the schema to the newest version. A database that holds data is copied into `backups/` first.
 * Throws `store.newer` when the file was written by a newer program; nothing is changed then.
 */
export function migrate(db: Database, paths: StorePaths, steps: readonly Migration[] = migrations): void {
  const newest = steps.at(-1)?.version ?? 0;
  const found = schemaVersion(db);
  if (found > newest) throw storeFault('newer', { file: paths.database, found, known: newest });
  if (found === newest) return;
  if (found > 0) backUp(db, paths, found);
  db.transaction(() => {
    // Another process may have migrated between the look above and this lock.
    for (const step of steps) if (step.version > schemaVersion(db)) apply(db, step);
  }).exclusive();
}

function apply(db: Database, step: Migration): void {
  db.exec(step.sql);
  db.pragma(`user_version = ${step.version}`);
  db.pragma(`application_id = ${applicationId}`);
}

/** A consistent copy of the database, write-ahead log included. */
function backUp(db: Database, paths: StorePaths, version: number): void {
  mkdirSync(paths.backups, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  db.prepare('VACUUM INTO ?').run(join(paths.backups, `finesse-schema-${version}-${stamp}.db`));
}
