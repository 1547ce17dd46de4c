// How data would be read and split by a run that is made from another.
import type { OpenDatasetOptions } from '../data/open-dataset.ts';
import { tasks } from '../facts/tasks.ts';
import type { Store } from '../store/open-store.ts';
import { findRun } from '../store/runs-repository.ts';
import type { Recipe } from '../training/recipe.ts';
import { earlierSplit } from './earlier-split.ts';

/** The data at `path`, with the options of the run and the places of its examples. Throws `store.unknownRun`. */
export function forkedSplit(store: Store, runId: string, path: string): OpenDatasetOptions {
  const run = findRun(store.db, runId);
  const { task, data, seed } = JSON.parse(run.recipe) as Recipe; // filled in and validated before the run was added
  const { kind } = tasks[task];
  const wanted = { kind, parent: run.id, experiment: run.experiment ?? undefined, data, seed } as const;
  return { kind, data: { ...data, path }, seed, earlier: earlierSplit(store, wanted) };
}
