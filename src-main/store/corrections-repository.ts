// Corrections of labels: what a person says of single examples of a data set, whichever run showed them.
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

export interface CorrectionRow {
  /** Path of the data set, as in its versions. */
  readonly dataPath: string;
  readonly contentHash: string;
  readonly sourcePath: string;
  /** 1-based line of a table; null for a file. */
  readonly sourceRow: number | null;
  readonly text: string | null;
  /** The run that showed it, its position there, and the split it stands in. */
  readonly runId: string;
  readonly exampleIndex: number;
  readonly split: string;
  /** The label in the data itself. */
  readonly from: string;
  /** null: the example is left out. */
  readonly to: string | null;
  readonly note: string;
  readonly createdAtMs: number;
}

const columns = `data_path AS dataPath, content_hash AS contentHash, source_path AS sourcePath, source_row AS sourceRow,
  text, run_id AS runId, example_index AS exampleIndex, split, from_label AS "from", to_label AS "to", note,
  created_at_ms AS createdAtMs`;

/** Of one data set, oldest first. */
export function listCorrections(db: Database, dataPath: string): CorrectionRow[] {
  return statement<CorrectionRow>(
    db,
    `SELECT ${columns} FROM corrections WHERE data_path = ? ORDER BY created_at_ms, content_hash`,
  ).all(dataPath);
}

/** Writes one in the place of an earlier one of the same content, whose time it keeps. */
export function putCorrection(db: Database, row: CorrectionRow): void {
  statement(
    db,
    `INSERT INTO corrections (data_path, content_hash, source_path, source_row, text, run_id, example_index, split,
                              from_label, to_label, note, created_at_ms)
     VALUES (@dataPath, @contentHash, @sourcePath, @sourceRow, @text, @runId, @exampleIndex, @split,
             @from, @to, @note, @createdAtMs)
     ON CONFLICT (data_path, content_hash) DO UPDATE SET to_label = excluded.to_label, note = excluded.note`,
  ).run(row);
}

export function removeCorrection(db: Database, dataPath: string, contentHash: string): void {
  statement(db, 'DELETE FROM corrections WHERE data_path = ? AND content_hash = ?').run(
    dataPath,
    contentHash,
  );
}
