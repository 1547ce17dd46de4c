// Prepared statements, kept per database: a statement is compiled the first time its text is seen.
import type { Database, Statement } from 'better-sqlite3';

const cache = new WeakMap<Database, Map<string, Statement<unknown[], unknown>>>();

/** The prepared statement for `sql`. `Row` is what the caller's SELECT list gives; SQLite cannot check it. */
export function statement<Row = unknown>(db: Database, sql: string): Statement<unknown[], Row> {
  const statements = cache.get(db) ?? new Map<string, Statement<unknown[], unknown>>();
  cache.set(db, statements);
  const prepared = statements.get(sql) ?? db.prepare<unknown[], unknown>(sql);
  statements.set(sql, prepared);
  // The row type is a promise of the SQL text beside each call, as documented above.
  return prepared as Statement<unknown[], Row>;
}
