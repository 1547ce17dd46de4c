// The table of handlers, in the order of the contract.
import { bundlesHandlers } from './handlers/bundles.ts';
import { correctionsHandlers } from './handlers/corrections.ts';
import { dataHandlers } from './handlers/data.ts';
import { draftsHandlers } from './handlers/drafts.ts';
import { evaluationHandlers } from './handlers/evaluation.ts';
import { experimentsHandlers } from './handlers/experiments.ts';
import { filesHandlers } from './handlers/files.ts';
import { modelsHandlers } from './handlers/models.ts';
import { preprocessingHandlers } from './handlers/preprocessing.ts';
import { recipesHandlers } from './handlers/recipes.ts';
import { runsHandlers } from './handlers/runs.ts';
import { settingsHandlers } from './handlers/settings.ts';
import { shellHandlers } from './handlers/shell.ts';
import { storageHandlers } from './handlers/storage.ts';
import { systemHandlers } from './handlers/system.ts';
import { trainingHandlers } from './handlers/training.ts';
import { useHandlers } from './handlers/use.ts';
import { api } from './procedures.ts';

export const router = api.router({
  system: systemHandlers,
  shell: shellHandlers,
  files: filesHandlers,
  settings: settingsHandlers,
  drafts: draftsHandlers,
  models: modelsHandlers,
  data: dataHandlers,
  preprocessing: preprocessingHandlers,
  recipes: recipesHandlers,
  training: trainingHandlers,
  runs: runsHandlers,
  experiments: experimentsHandlers,
  bundles: bundlesHandlers,
  storage: storageHandlers,
  evaluation: evaluationHandlers,
  corrections: correctionsHandlers,
  use: useHandlers,
});
