// The file paths in a recipe: made absolute, and looked at before anything is started.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type RecipeFault, recipeFault } from './recipe-faults.ts';

/** The fields of a recipe that name files or folders. */
export const pathFields = [
  'data.path',
  'data.validation',
  'data.test',
  'model.weights',
  'model.tokenizer',
] as const;

export function isPathField(place: string): boolean {
  return (pathFields as readonly string[]).includes(place);
}

/** Whether weights are written as a path, not as an id of the library. */
export function isPathLike(weights: string): boolean {
  return /[/\\]|^\.|\.[a-z0-9]+$/i.test(weights);
}

interface WrittenPaths {
  readonly model: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The recipe with its paths made absolute against `folder`, and a fault for each that leads nowhere. Weights without
 * a separator or an ending, and with nothing at that place, are an id of the library and stay as they are.
 */
export function resolvePaths<Written extends WrittenPaths>(
  recipe: Written,
  folder: string,
): { recipe: Written; faults: RecipeFault[] } {
  const faults: RecipeFault[] = [];
  const parts = { model: { ...recipe.model }, data: { ...recipe.data } };
  for (const place of pathFields) {
    const [part, name] = place.split('.') as ['model' | 'data', string];
    const written = parts[part][name];
    if (typeof written !== 'string') continue;
    const path = resolve(folder, written);
    // What is plainly a path becomes absolute whether or not anything is there: the result says nothing about it.
    const isPath = place !== 'model.weights' || isPathLike(written);
    if (isPath || existsSync(path)) parts[part][name] = path;
    if (isPath && !existsSync(path)) faults.push(recipeFault(place, 'nothingThere', { file: path }));
  }
  return { recipe: { ...recipe, ...parts }, faults };
}
