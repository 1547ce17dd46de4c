// The recipe of a run that is made from another: the other's, under a name that no run has yet, with changes.
import type { Store } from '../store/open-store.ts';
import { nextRunName } from '../store/run-names.ts';
import type { Run } from '../store/runs-repository.ts';
import type { Recipe } from '../training/recipe.ts';
import { correctedRecipe } from './corrections.ts';
import { completeRecipe } from './load-recipe.ts';
import { applyOverrides } from './recipe-overrides.ts';

export interface ForkChanges {
  /** As `--set` takes them. */
  readonly set: readonly string[];
  /** With the corrections that were collected for its data. */
  readonly corrected?: boolean | undefined;
}

/** Throws `jobs.recipeInvalid`, `jobs.set*` and `jobs.nothingCorrected`. */
export function forkedRecipe(store: Store, run: Run, { set, corrected }: ForkChanges): Recipe {
  const kept = JSON.parse(run.recipe) as Record<string, unknown>; // validated before the run was added
  const named = corrected ? correctedRecipe(store, run) : { ...kept, name: nextRunName(store.db, run.name) };
  const changed = applyOverrides(named, set, process.cwd());
  return completeRecipe(changed, { file: `the recipe of run ${run.id}`, folder: process.cwd() });
}
