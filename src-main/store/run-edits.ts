// What a person changes about many runs at once: a few statements, whatever their number.
import type { Database } from 'better-sqlite3';
import { storeFault } from './errors.ts';
import { experimentKey } from './experiments-repository.ts';
import { statement } from './statements.ts';
import { writeTogether } from './write-together.ts';

/** Fields left out stay as they are. */
export interface RunsEdit {
  readonly name?: string | undefined;
  readonly notes?: string | undefined;
  readonly favourite?: boolean | undefined;
  readonly archived?: boolean | undefined;
  /** Name of an experiment, made where it is not there; null takes the runs out of theirs. */
  readonly experiment?: string | null | undefined;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

/** `run_key` of the ids in a JSON list. */
const chosen = 'SELECT run_key FROM runs WHERE run_id IN (SELECT value FROM json_each(@ids))';

/** Changes all of the runs or, where one is not there, none. Throws `store.unknownRun`. */
export function editRuns(db: Database, runIds: readonly string[], edit: RunsEdit): void {
  const ids = JSON.stringify(runIds);
  writeTogether(db, () => {
    refuseUnknown(db, ids);
    const set = (column: string, value: string | number | null) =>
      statement(db, `UPDATE runs SET ${column} = @value WHERE run_key IN (${chosen})`).run({ ids, value });
    const { name, notes, favourite, archived, experiment, addTags = [], removeTags = [] } = edit;
    if (name !== undefined) set('name', name);
    if (notes !== undefined) set('notes', notes);
    if (favourite !== undefined) set('favourite', Number(favourite));
    if (archived !== undefined) set('archived', Number(archived));
    if (experiment !== undefined)
      set('experiment_key', experiment === null ? null : experimentKey(db, experiment));
    for (const tag of addTags) addTagToAll(db, ids, tag);
    for (const tag of removeTags) removeTagFromAll(db, ids, tag);
  });
}

function refuseUnknown(db: Database, ids: string): void {
  const sql = 'SELECT value AS id FROM json_each(?) WHERE value NOT IN (SELECT run_id FROM runs) LIMIT 1';
  const unknown = statement<{ id: string }>(db, sql).get(ids);
  if (unknown !== undefined) throw storeFault('unknownRun', { run: unknown.id });
}

function addTagToAll(db: Database, ids: string, tag: string): void {
  statement(db, 'INSERT INTO tags (name) VALUES (?) ON CONFLICT (name) DO NOTHING').run(tag);
  statement(
    db,
    `INSERT INTO run_tags (run_key, tag_key)
     SELECT run_key, (SELECT tag_key FROM tags WHERE name = @tag) FROM (${chosen}) WHERE true ON CONFLICT DO NOTHING`,
  ).run({ ids, tag });
}

/** A tag that no run carries any more is forgotten. */
function removeTagFromAll(db: Database, ids: string, tag: string): void {
  const ofName = '(SELECT tag_key FROM tags WHERE name = @tag)';
  statement(db, `DELETE FROM run_tags WHERE tag_key = ${ofName} AND run_key IN (${chosen})`).run({
    ids,
    tag,
  });
  statement(db, 'DELETE FROM tags WHERE name = ? AND tag_key NOT IN (SELECT tag_key FROM run_tags)').run(tag);
}
