// Tags: short words a person puts on runs.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';
import { writeTogether } from './write-together.ts';

/** Puts `tag` on a run; a second time changes nothing. */
export function addTag(db: Database, runKey: number, tag: string): void {
  writeTogether(db, () => {
    statement(db, 'INSERT INTO tags (name) VALUES (?) ON CONFLICT (name) DO NOTHING').run(tag);
    statement(
      db,
      `INSERT INTO run_tags (run_key, tag_key) SELECT ?, tag_key FROM tags WHERE name = ? ON CONFLICT DO NOTHING`,
    ).run(runKey, tag);
  });
}

/** Takes `tag` off a run. A tag that no run carries any more is forgotten. */
export function removeTag(db: Database, runKey: number, tag: string): void {
  writeTogether(db, () => {
    const ofName = '(SELECT tag_key FROM tags WHERE name = ?)';
    statement(db, `DELETE FROM run_tags WHERE run_key = ? AND tag_key = ${ofName}`).run(runKey, tag);
    statement(db, 'DELETE FROM tags WHERE name = ? AND tag_key NOT IN (SELECT tag_key FROM run_tags)').run(
      tag,
    );
  });
}

export function runTags(db: Database, runKey: number): string[] {
  const sql = 'SELECT name FROM run_tags JOIN tags USING (tag_key) WHERE run_key = ? ORDER BY name';
  return statement<{ name: string }>(db, sql)
    .all(runKey)
    .map((row) => row.name);
}
