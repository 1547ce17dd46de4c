// Artefacts: files that came out of a run and are worth finding again (reports, predictions, exports).
import type { Database } from 'better-sqlite3';
import { statement } from './statements.ts';

export interface Artefact {
  readonly kind: 'model' | 'evaluation' | 'predictions' | 'onnx' | 'safetensors';
  /** Relative to the run's folder, or absolute where it was exported elsewhere. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** A file written again under the same path replaces its earlier row. */
export function recordArtefact(db: Database, runKey: number, artefact: Artefact): void {
  statement(
    db,
    `INSERT INTO artefacts (run_key, kind, path, size_bytes, created_at_ms)
     VALUES (@runKey, @kind, @path, @sizeBytes, @now)
     ON CONFLICT (run_key, path) DO UPDATE
     SET kind = excluded.kind, size_bytes = excluded.size_bytes, created_at_ms = excluded.created_at_ms`,
  ).run({ ...artefact, runKey, now: Date.now() });
}

/** Oldest first. */
export function listArtefacts(db: Database, runKey: number): Artefact[] {
  const sql = `SELECT kind, path, size_bytes AS sizeBytes FROM artefacts WHERE run_key = ? ORDER BY artefact_key`;
  return statement<Artefact>(db, sql).all(runKey);
}
