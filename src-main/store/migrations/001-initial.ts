// Schema 1: experiments, runs and everything a run leaves behind. Never edited; changes go into the next number.
//
// `run_key` is a small integer so that metric rows stay short; `run_id` is what people and folders use.
// Times are milliseconds since 1970 (`_ms`). Booleans are 0 and 1. JSON is kept only where nothing filters by it.
// A metric value is NULL where the number was NaN, which SQLite cannot hold.

export const initialSchema = `
CREATE TABLE experiments (
  experiment_key INTEGER PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,
  created_at_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE dataset_versions (
  dataset_key      INTEGER PRIMARY KEY,
  hash             TEXT NOT NULL,
  examples_file    TEXT NOT NULL UNIQUE,
  kind             TEXT NOT NULL CHECK (kind IN ('image', 'text')),
  path             TEXT NOT NULL,
  num_examples     INTEGER NOT NULL,
  num_problems     INTEGER NOT NULL,
  duplicate_groups INTEGER NOT NULL,
  created_at_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX dataset_versions_by_hash ON dataset_versions (hash);

CREATE TABLE dataset_classes (
  dataset_key    INTEGER NOT NULL REFERENCES dataset_versions ON DELETE CASCADE,
  label          INTEGER NOT NULL,
  name           TEXT NOT NULL,
  num_train      INTEGER NOT NULL,
  num_validation INTEGER NOT NULL,
  num_test       INTEGER NOT NULL,
  PRIMARY KEY (dataset_key, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  run_key         INTEGER PRIMARY KEY,
  run_id          TEXT NOT NULL UNIQUE,
  name            TEXT NOT NULL,
  experiment_key  INTEGER REFERENCES experiments ON DELETE SET NULL,
  state           TEXT NOT NULL CHECK (state IN
                    ('queued', 'running', 'paused', 'interrupted', 'finished', 'failed', 'stopped')),
  task            TEXT NOT NULL,
  model           TEXT NOT NULL,
  dataset_key     INTEGER REFERENCES dataset_versions,
  seed            INTEGER NOT NULL,
  backend         TEXT NOT NULL,
  created_at_ms   INTEGER NOT NULL,
  started_at_ms   INTEGER,
  ended_at_ms     INTEGER,
  seconds         REAL NOT NULL DEFAULT 0,
  epochs          INTEGER NOT NULL DEFAULT 0,
  best_epoch      INTEGER,
  -- What the list of runs shows, kept here so that it reads no curve and joins nothing.
  last_loss            REAL,
  lowest_val_loss      REAL,
  highest_val_accuracy REAL,
  test_accuracy        REAL,
  test_f1_macro        REAL,
  resumed_count   INTEGER NOT NULL DEFAULT 0,
  error_code      TEXT,
  error_message   TEXT,
  notes           TEXT NOT NULL DEFAULT '',
  favourite       INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
  archived        INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
  owner           TEXT,
  owner_host      TEXT,
  owner_pid       INTEGER,
  engine_pid      INTEGER,
  segment_at_ms   INTEGER,
  heartbeat_at_ms INTEGER
) STRICT;
CREATE INDEX runs_by_creation ON runs (archived, created_at_ms DESC, run_key DESC);
CREATE INDEX runs_by_experiment ON runs (experiment_key, created_at_ms DESC);
CREATE INDEX runs_in_progress ON runs (state) WHERE state IN ('queued', 'running', 'paused');

-- Apart from the runs, whose rows stay short for the list.
CREATE TABLE run_documents (
  run_key     INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  recipe      TEXT NOT NULL,
  environment TEXT NOT NULL
) STRICT;

CREATE TABLE tags (
  tag_key INTEGER PRIMARY KEY,
  name    TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE run_tags (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  tag_key INTEGER NOT NULL REFERENCES tags ON DELETE CASCADE,
  PRIMARY KEY (run_key, tag_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_tags_by_tag ON run_tags (tag_key, run_key);

CREATE TABLE metrics (
  metric_id INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE step_metrics (
  run_key   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  metric_id INTEGER NOT NULL,
  step      INTEGER NOT NULL,
  value     REAL,
  PRIMARY KEY (run_key, metric_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE epochs (
  run_key     INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  epoch       INTEGER NOT NULL,
  step        INTEGER NOT NULL,
  phase       TEXT NOT NULL,
  ended_at_ms INTEGER NOT NULL,
  PRIMARY KEY (run_key, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch_metrics (
  run_key   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  metric_id INTEGER NOT NULL,
  epoch     INTEGER NOT NULL,
  value     REAL,
  PRIMARY KEY (run_key, metric_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  run_key       INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  file          TEXT NOT NULL,
  step          INTEGER NOT NULL,
  epoch         INTEGER NOT NULL,
  is_best       INTEGER NOT NULL CHECK (is_best IN (0, 1)),
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (run_key, file)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluations (
  evaluation_key INTEGER PRIMARY KEY,
  run_key        INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  split          TEXT NOT NULL,
  data_path      TEXT NOT NULL,
  report_file    TEXT NOT NULL,
  created_at_ms  INTEGER NOT NULL,
  UNIQUE (run_key, split, data_path)
) STRICT;

CREATE TABLE evaluation_metrics (
  evaluation_key INTEGER NOT NULL REFERENCES evaluations ON DELETE CASCADE,
  metric_id      INTEGER NOT NULL,
  value          REAL,
  low            REAL,
  high           REAL,
  PRIMARY KEY (evaluation_key, metric_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX evaluation_metrics_by_value ON evaluation_metrics (metric_id, value);

CREATE TABLE artefacts (
  artefact_key  INTEGER PRIMARY KEY,
  run_key       INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  kind          TEXT NOT NULL,
  path          TEXT NOT NULL,
  size_bytes    INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (run_key, path)
) STRICT;

CREATE TABLE run_work (
  run_key       INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  resumed_count INTEGER NOT NULL,
  phase         TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms   INTEGER NOT NULL,
  done          INTEGER NOT NULL,
  total         INTEGER NOT NULL,
  PRIMARY KEY (run_key, resumed_count, phase)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_log (
  log_key INTEGER PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  at_ms   INTEGER NOT NULL,
  level   TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
  message TEXT NOT NULL
) STRICT;
CREATE INDEX run_log_by_run ON run_log (run_key, log_key);
`;
