// Schema 5: corrections of labels, collected over runs; and the run that a draft was made from.

export const correctionsSchema = `
ALTER TABLE drafts ADD COLUMN parent_run_id TEXT;

-- One for each content of a data set: whichever run it was seen in, it holds for all of them.
CREATE TABLE corrections (
  data_path     TEXT NOT NULL,
  content_hash  TEXT NOT NULL,
  -- Where the example was seen: its file or line, and its place in the version of a run.
  source_path   TEXT NOT NULL,
  source_row    INTEGER,
  text          TEXT,
  run_id        TEXT NOT NULL,
  example_index INTEGER NOT NULL,
  split         TEXT NOT NULL,
  from_label    TEXT NOT NULL,
  -- NULL: the example is left out.
  to_label      TEXT,
  note          TEXT NOT NULL DEFAULT '',
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (data_path, content_hash)
) STRICT, WITHOUT ROWID;
`;
