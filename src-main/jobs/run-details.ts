// Everything the page of one run shows, from the store and the run's folder.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { listArtefacts } from '../store/artefacts-repository.ts';
import { listCheckpoints } from '../store/checkpoints-repository.ts';
import { datasetByKey, datasetClasses } from '../store/dataset-versions-repository.ts';
import { listEvaluations } from '../store/evaluations-repository.ts';
import { relatives } from '../store/lineage-repository.ts';
import { runEpochs } from '../store/metrics-repository.ts';
import type { Store } from '../store/open-store.ts';
import { runWork } from '../store/run-log-repository.ts';
import { runTableRows } from '../store/run-table.ts';
import { findRun } from '../store/runs-repository.ts';
import { runFolder } from '../store/store-folder.ts';
import { runTags } from '../store/tags-repository.ts';
import type { Recipe } from '../training/recipe.ts';
import type { Environment } from './environment.ts';
import { changedFields } from './recipe-changes.ts';

/** Throws `store.unknownRun`. */
export function runDetails(store: Store, runId: string) {
  const { db, paths } = store;
  const {
    key,
    recipe: recipeText,
    environment,
    datasetKey,
    favourite,
    archived,
    ...run
  } = findRun(db, runId);
  const recipe = JSON.parse(recipeText) as Record<string, unknown>; // kept as it was validated
  const dataset = datasetKey === null ? undefined : datasetByKey(db, datasetKey);
  const [row] = runTableRows(db, [run.id]);
  return {
    ...run,
    favourite: favourite === 1,
    archived: archived === 1,
    weightsDropped: row?.weightsDropped ?? false,
    folder: runFolder(paths, run.id),
    tags: runTags(db, key),
    recipe,
    /** Fields that differ from what a recipe of the same task, model and data has by default. */
    changed: changedFields(recipe, recipe as Recipe),
    environment: JSON.parse(environment) as Environment, // written by currentEnvironment
    dataset: dataset
      ? {
          name: basename(dataset.path),
          source: dataset.path,
          isThere: existsSync(dataset.path),
          hash: dataset.hash,
          kind: dataset.kind,
          numExamples: dataset.numExamples,
          numProblems: dataset.numProblems,
          duplicateGroups: dataset.duplicateGroups,
          classes: datasetClasses(db, dataset.key),
        }
      : null,
    epochMetrics: runEpochs(db, key),
    evaluations: listEvaluations(db, key),
    checkpoints: listCheckpoints(db, key),
    artefacts: listArtefacts(db, key),
    work: runWork(db, key),
    /** Came from a bundle rather than being made here. */
    imported: row?.imported ?? false,
    lineage: relatives(db, key),
  };
}

export type RunDetails = ReturnType<typeof runDetails>;
