// The recipe of a run that is made from another: the other's, under a name that no run has yet, with changes.
import type { Store } from '../store/open-store.ts';
import { nextRunName } from '../store/run-names.ts';
import type { Run } from '../store/runs-repository.ts';
import type { Recipe } from '../training/recipe.ts';
import { completeRecipe } from './load-recipe.ts';
import { applyOverrides } from './recipe-overrides.ts';

/** `overrides` as `--set` takes them. Throws `jobs.recipeInvalid` and `jobs.set*`. */
export function forkedRecipe(store: Store, run: Run, overrides: readonly string[] = []): Recipe {
  const kept = JSON.parse(run.recipe) as Record<string, unknown>; // validated before the run was added
  const named = { ...kept, name: nextRunName(store.db, run.name) };
  const changed = applyOverrides(named, overrides, process.cwd());
  return completeRecipe(changed, { file: `the recipe of run ${run.id}`, folder: process.cwd() });
}
