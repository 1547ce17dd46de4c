// Drafts: trainings that are being prepared in the wizard.
import type { Database } from 'better-sqlite3';
import { storeFault } from './errors.ts';
import { statement } from './statements.ts';
import { writeTogether } from './write-together.ts';

export interface DraftRow {
  readonly id: string;
  readonly name: string;
  /** The recipe as far as it is written, JSON. */
  readonly recipe: string;
  /** The run whose recipe it began as; null for none. */
  readonly parent: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** What is written of a draft. */
export type PutDraft = Pick<DraftRow, 'id' | 'name' | 'recipe'> & { readonly parent?: string };

const columns =
  'draft_id AS id, name, recipe, parent_run_id AS parent, created_at_ms AS createdAtMs, updated_at_ms AS updatedAtMs FROM drafts';

/** Last changed first. */
export function listDrafts(db: Database): DraftRow[] {
  return statement<DraftRow>(db, `SELECT ${columns} ORDER BY updated_at_ms DESC`).all();
}

/** Throws `store.unknownDraft`. */
export function findDraft(db: Database, id: string): DraftRow {
  const row = statement<DraftRow>(db, `SELECT ${columns} WHERE draft_id = ?`).get(id);
  if (row === undefined) throw storeFault('unknownDraft', { draft: id });
  return row;
}

/**
 * Creates the draft, or replaces its name and recipe; returns its new `updatedAtMs`, which no earlier version has had. Its
 * parent stays as it was where none is given.
 * `known` is that of the version it was made from, null where there was none; any version is replaced without it.
 * Throws `store.draftChanged` where another version is stored, `store.unknownDraft` where none is any more.
 */
export function putDraft(db: Database, draft: PutDraft, known?: number | null): number {
  return writeTogether(db, () => {
    const stored = statement<DraftRow>(db, `SELECT ${columns} WHERE draft_id = ?`).get(draft.id);
    if (known !== undefined && known !== (stored?.updatedAtMs ?? null))
      throw storeFault(stored === undefined ? 'unknownDraft' : 'draftChanged', { draft: draft.id });
    const now = Math.max(Date.now(), (stored?.updatedAtMs ?? 0) + 1);
    write(db, { ...draft, now });
    return now;
  });
}

function write(db: Database, draft: PutDraft & { readonly now: number }): void {
  statement(
    db,
    `INSERT INTO drafts (draft_id, name, recipe, parent_run_id, created_at_ms, updated_at_ms)
     VALUES (@id, @name, @recipe, @parent, @now, @now)
     ON CONFLICT (draft_id) DO UPDATE SET name = excluded.name, recipe = excluded.recipe,
       parent_run_id = coalesce(excluded.parent_run_id, parent_run_id), updated_at_ms = excluded.updated_at_ms`,
  ).run({ parent: null, ...draft });
}

export function removeDraft(db: Database, id: string): void {
  statement(db, 'DELETE FROM drafts WHERE draft_id = ?').run(id);
}
