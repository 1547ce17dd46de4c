// The file paths in a recipe: made absolute, and looked at before anything is started.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type RecipeFault, recipeFault } from './recipe-faults.ts';

const pathFields = ['data.path', 'data.validation', 'data.test', 'model.weights', 'model.tokenizer'] as const;

export function isPathField(place: string): boolean {
  return (pathFields as readonly string[]).includes(place);
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
    if (existsSync(path)) parts[part][name] = path;
    else if (place !== 'model.weights' || /[/\\]|^\.|\.[a-z0-9]+$/i.test(written))
      faults.push(recipeFault(place, 'nothingThere', { file: path }));
  }
  return { recipe: { ...recipe, ...parts }, faults };
}
