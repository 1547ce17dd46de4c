// Settings of this store: small values by name, as JSON. What they mean is decided where they are used.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

/** All settings that were ever written. */
export function readSettings(db: Database): Record<string, unknown> {
  const rows = statement<{ name: string; value: string }>(db, 'SELECT name, value FROM settings').all();
  return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]));
}

export function writeSetting(db: Database, name: string, value: unknown): void {
  const sql =
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
  statement(db, sql).run(name, JSON.stringify(value));
}
