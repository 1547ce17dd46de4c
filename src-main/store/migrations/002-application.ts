// Schema 2: what the application adds: settings, drafts of the wizard, the order of the queue, lineage, imported
// models, what a run planned to do, and a small curve for the list.

export const applicationSchema = `
CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
  draft_id      TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  -- The recipe as far as it is written, as JSON.
  recipe        TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
  model_id      TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  task          TEXT NOT NULL,
  family        TEXT NOT NULL,
  parameters    INTEGER NOT NULL,
  size_bytes    INTEGER NOT NULL,
  licence       TEXT NOT NULL,
  description   TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Position in the queue; only its order counts.
ALTER TABLE runs ADD COLUMN queue_position REAL;
ALTER TABLE runs ADD COLUMN parent_run_id TEXT;
-- The validation loss by epoch, thinned, as JSON: drawn in the list and never asked for.
ALTER TABLE runs ADD COLUMN sparkline TEXT;
-- 1 where the weights and checkpoints were deleted and the record kept.
ALTER TABLE runs ADD COLUMN weights_dropped INTEGER NOT NULL DEFAULT 0 CHECK (weights_dropped IN (0, 1));
ALTER TABLE run_documents ADD COLUMN plan TEXT;

UPDATE runs SET sparkline = (
  SELECT json_group_array(value) FROM (
    SELECT value FROM (SELECT epoch, value FROM epoch_metrics JOIN metrics USING (metric_id)
                       WHERE epoch_metrics.run_key = runs.run_key AND name = 'valLoss'
                       ORDER BY epoch DESC LIMIT 48) ORDER BY epoch));
`;
