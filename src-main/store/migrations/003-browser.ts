// Schema 3: what the table of runs reads for each row without opening its recipe, and where a run came from.

export const browserSchema = `
-- When the run came in from a .finesse file; NULL for one of this store's own.
ALTER TABLE runs ADD COLUMN imported_at_ms INTEGER;

-- What SQLite needs eight thousandths of a millisecond for in each row, which a list of thousands feels. As JSON:
-- shown, and never filtered by. Settings by their path in the recipe; figures of the run's own test split by name.
ALTER TABLE runs ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE runs ADD COLUMN test_figures TEXT NOT NULL DEFAULT '{}';
CREATE INDEX runs_by_time ON runs (created_at_ms DESC, run_key DESC);
CREATE INDEX runs_queued ON runs (queue_position) WHERE state = 'queued';

CREATE VIEW run_settings AS
SELECT run_key, json_patch('{}', json_object(
  'hyperparameters.learningRate', json_extract(recipe, '$.hyperparameters.learningRate'),
  'hyperparameters.backboneLearningRate', json_extract(recipe, '$.hyperparameters.backboneLearningRate'),
  'hyperparameters.batchSize', json_extract(recipe, '$.hyperparameters.batchSize'),
  'hyperparameters.epochs', json_extract(recipe, '$.hyperparameters.epochs'),
  'hyperparameters.optimizer', json_extract(recipe, '$.hyperparameters.optimizer'),
  'hyperparameters.weightDecay', json_extract(recipe, '$.hyperparameters.weightDecay'),
  'hyperparameters.schedule', json_extract(recipe, '$.hyperparameters.schedule'),
  'adaptation.preset', json_extract(recipe, '$.adaptation.preset'))) AS settings
FROM run_documents;

UPDATE runs SET settings = (SELECT settings FROM run_settings WHERE run_settings.run_key = runs.run_key)
WHERE run_key IN (SELECT run_key FROM run_documents);

UPDATE runs SET test_figures = (
  SELECT json_group_object(name, value) FROM evaluations
  JOIN evaluation_metrics USING (evaluation_key) JOIN metrics USING (metric_id)
  WHERE evaluations.run_key = runs.run_key AND split = 'test' AND data_path = '' AND value IS NOT NULL
        AND name IN ('accuracy', 'f1Macro', 'rocAuc', 'logLoss', 'expectedCalibrationError'));

CREATE TRIGGER run_settings_written AFTER INSERT ON run_documents BEGIN
  UPDATE runs SET settings = (SELECT settings FROM run_settings WHERE run_key = new.run_key)
  WHERE run_key = new.run_key;
END;
`;
