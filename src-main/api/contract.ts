// The contract between the renderer and the main process: every procedure with what it takes and gives, and nothing
// else. The renderer imports its type only; the handlers implement it; both carriers move it.
import type { ContractRouterClient } from '@orpc/contract';
import { bundlesContract } from './contract/bundles.ts';
import { correctionsContract } from './contract/corrections.ts';
import { dataContract } from './contract/data.ts';
import { draftsContract } from './contract/drafts.ts';
import { evaluationContract } from './contract/evaluation.ts';
import { experimentsContract } from './contract/experiments.ts';
import { filesContract } from './contract/files.ts';
import { modelsContract } from './contract/models.ts';
import { preprocessingContract } from './contract/preprocessing.ts';
import { recipesContract } from './contract/recipes.ts';
import { runsContract } from './contract/runs.ts';
import { settingsContract } from './contract/settings.ts';
import { shellContract } from './contract/shell.ts';
import { storageContract } from './contract/storage.ts';
import { systemContract } from './contract/system.ts';
import { trainingContract } from './contract/training.ts';
import { useContract } from './contract/use.ts';

export const contract = {
  system: systemContract,
  shell: shellContract,
  files: filesContract,
  settings: settingsContract,
  drafts: draftsContract,
  models: modelsContract,
  data: dataContract,
  preprocessing: preprocessingContract,
  recipes: recipesContract,
  training: trainingContract,
  runs: runsContract,
  experiments: experimentsContract,
  bundles: bundlesContract,
  storage: storageContract,
  evaluation: evaluationContract,
  corrections: correctionsContract,
  use: useContract,
};

/** What the renderer calls. */
export type ApiClient = ContractRouterClient<typeof contract>;
