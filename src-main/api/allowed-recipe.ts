// A recipe from the renderer, complete, and its files among those that may be named. Paths are looked at first: what is
// said of a file (that it is missing, how it begins) is said only of files that may be read.
import { isAbsolute, resolve } from 'node:path';
import { FinesseError, type Message, plainMessage } from '../errors.ts';
import { completeRecipe } from '../jobs/load-recipe.ts';
import { isPathLike, pathFields } from '../jobs/recipe-paths.ts';
import type { Recipe } from '../training/recipe.ts';
import type { FileAccess } from './file-access.ts';

type Draft = Readonly<Record<string, unknown>>;

export interface RecipePlace {
  readonly files: FileAccess;
  /** Where relative paths of the recipe start. */
  readonly folder: string;
}

/** Throws `files.*`, and `jobs.recipeInvalid` naming the fields. */
export function allowedRecipe(written: Record<string, unknown>, { files, folder }: RecipePlace): Recipe {
  const [refused] = refusedPaths(written, { files, folder });
  if (refused !== undefined) throw refused.fault;
  const recipe = completeRecipe(written, { file: 'recipe', folder });
  const { data, model } = recipe;
  // An id of the library is no path.
  const readable = (path: string | undefined) =>
    path !== undefined && isAbsolute(path) ? files.readable(path) : path;
  return {
    ...recipe,
    data: {
      ...data,
      path: files.readable(data.path),
      validation: readable(data.validation),
      test: readable(data.test),
    },
    model: { ...model, weights: readable(model.weights), tokenizer: readable(model.tokenizer) },
  };
}

/** A draft without the paths that may not be read, and what is wrong with each of those. */
export function withoutRefused(
  draft: Draft,
  place: RecipePlace,
): { readonly draft: Draft; readonly faults: readonly (Message & { readonly path: string })[] } {
  const refused = refusedPaths(draft, place);
  const left: Record<string, unknown> = { ...draft };
  for (const { part, name } of refused) {
    const { [name]: _, ...others } = left[part] as Draft; // the path was found in it
    left[part] = others;
  }
  const faults = refused.map(({ part, name, fault }) => ({
    path: `${part}.${name}`,
    ...plainMessage(fault),
  }));
  return { draft: left, faults };
}

function refusedPaths(draft: Draft, { files, folder }: RecipePlace) {
  return pathFields.flatMap((field) => {
    const [part, name] = field.split('.') as [string, string]; // each has two parts
    const holder = draft[part];
    const given = isObject(holder) ? holder[name] : undefined;
    if (typeof given !== 'string' || (field === 'model.weights' && !isPathLike(given))) return [];
    try {
      files.readable(resolve(folder, given));
      return [];
    } catch (fault) {
      // What is missing where it may be looked for is told with the other faults of the recipe.
      if (!(fault instanceof FinesseError) || fault.code === 'files.notThere') return [];
      return [{ part, name, fault }];
    }
  });
}

function isObject(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null;
}
