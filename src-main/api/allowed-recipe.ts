// A recipe from the renderer, complete, and its files among those that may be named.
import { isAbsolute } from 'node:path';
import { completeRecipe } from '../jobs/load-recipe.ts';
import type { Recipe } from '../training/recipe.ts';
import type { FileAccess } from './file-access.ts';

/** Throws `jobs.recipeInvalid` naming the fields, and `files.*`. */
export function allowedRecipe(
  written: Record<string, unknown>,
  { files, folder }: { readonly files: FileAccess; readonly folder: string },
): Recipe {
  const recipe = completeRecipe(written, { file: 'recipe', folder });
  const { data, model } = recipe;
  // An id of the library is no path.
  const allowed = (path: string | undefined) =>
    path !== undefined && isAbsolute(path) ? files.allowed(path) : path;
  return {
    ...recipe,
    data: {
      ...data,
      path: files.allowed(data.path),
      validation: allowed(data.validation),
      test: allowed(data.test),
    },
    model: { ...model, weights: allowed(model.weights), tokenizer: allowed(model.tokenizer) },
  };
}
