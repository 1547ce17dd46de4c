// A run is resumed with the recipe it was started with; another recipe is another run.
import { isDeepStrictEqual } from 'node:util';
import type { Run } from '../store/runs-repository.ts';
import type { Recipe } from '../training/recipe.ts';
import { jobFault } from './errors.ts';

type Json = Readonly<Record<string, unknown>>;

/** Throws `jobs.resumeOtherRecipe`, naming the fields, when `recipe` is not the one `run` was started with. */
export function refuseOtherRecipe(run: Run, recipe: Recipe): void {
  // As it was stored: a field that is undefined is absent there.
  const given = JSON.parse(JSON.stringify(recipe)) as Json;
  const fields = differences(JSON.parse(run.recipe) as Json, given, []);
  if (fields.length > 0) throw jobFault('resumeOtherRecipe', { run: run.id, fields });
}

function differences(before: Json, after: Json, path: readonly string[]): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [a, b] = [before[name], after[name]];
    if (isDeepStrictEqual(a, b)) return [];
    const place = [...path, name];
    return isObject(a) && isObject(b) ? differences(a, b, place) : [place.join('.')];
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
