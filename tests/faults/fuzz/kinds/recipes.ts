// Recipe files. An accepted recipe holds what was written, is complete, and reads back as itself.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadRecipe } from '../../../../src-main/jobs/load-recipe.ts';
import { type Recipe, recipeSchema } from '../../../../src-main/training/recipe.ts';
import { type FuzzKind, judged, wrong } from '../kind.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { type Json, mutateJson } from '../mutate-json.ts';

const recipesFolder = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'recipes');

/** The first place at which what was written is not what was taken; paths are made absolute, so those are passed over. */
function lost(written: unknown, taken: unknown, place = ''): string | undefined {
  if (typeof written !== 'object' || written === null) {
    const isPath =
      typeof written === 'string' &&
      typeof taken === 'string' &&
      /path|validation|test|weights|tokenizer|exclude|relabel/i.test(place);
    return isPath || Object.is(written, taken) || (written === 0 && taken === 0)
      ? undefined
      : `${place}: ${JSON.stringify(written)} became ${JSON.stringify(taken)}`;
  }
  if (typeof taken !== 'object' || taken === null) return `${place} became ${JSON.stringify(taken)}`;
  const inside = taken as Record<string, unknown>;
  if (/exclude|relabel/.test(place)) return undefined;
  for (const [key, value] of Object.entries(written)) {
    const found = lost(value, inside[key], `${place}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** As a store keeps it, which has no -0. */
const plain = (recipe: Recipe) => JSON.parse(JSON.stringify(recipe)) as Json;

function notFinite(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(notFinite);
}

export const recipesKind: FuzzKind = (folder) => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'a.csv'), 'text,label\na,b\n');
  writeFileSync(join(folder, 'weights.safetensors'), '');
  const full = readdirSync(recipesFolder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(recipesFolder, name), 'utf8')) as Record<string, Json>);
  const bases = full.flatMap((recipe) => {
    const written = {
      ...recipe,
      data: { ...(recipe.data as object), path: 'data' },
      model: { weights: 'finesse-resnet-10' },
    } as Json;
    const complete = recipeSchema.safeParse(written);
    return complete.success ? [written, JSON.parse(JSON.stringify(complete.data)) as Json] : [written];
  });
  const path = join(folder, 'damaged.json');
  return (random) => {
    const base = random.oneOf(bases);
    const text = random.chance(0.8)
      ? Buffer.from(mutateJson(base, random))
      : mutateBytes(Buffer.from(JSON.stringify(base, undefined, 2)), random);
    writeFileSync(path, text);
    return judged(
      path,
      () => loadRecipe(path),
      (recipe) => {
        const found = lost(JSON.parse(text.toString().replace(/^\ufeff/, '')), recipe);
        if (found !== undefined) return wrong(found);
        if (notFinite(recipe)) return wrong('a number that is not finite');
        const again = recipeSchema.safeParse(JSON.parse(JSON.stringify(recipe)));
        if (!again.success || !isDeepStrictEqual(plain(again.data), plain(recipe)))
          return wrong('it does not read back as itself');
        return {
          verdict: isDeepStrictEqual(JSON.parse(JSON.stringify(base)), JSON.parse(text.toString()))
            ? 'same result'
            : 'changed',
        };
      },
    );
  };
};
