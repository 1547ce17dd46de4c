// Short names of runs and models for lists.
import { basename, dirname } from 'node:path';
import type { Recipe } from '../training/recipe.ts';

/** File names that say nothing about the model; its folder does. */
const genericName = /^(model|pytorch_model|weights|model_state)\b/i;

/** `mobilenetv2-035-tfjs` for a path that ends so, `bert from scratch` for an architecture. */
export function modelLabel(recipe: Pick<Recipe, 'model'>): string {
  const { weights, architecture } = recipe.model;
  if (weights === undefined) return `${architecture?.family ?? 'model'} from scratch`;
  const name = basename(weights);
  return genericName.test(name) ? basename(dirname(weights)) : name.replace(/\.\w+$/, '');
}

/** The recipe's own name, or `<model> on <data>`. */
export function runName(recipe: Pick<Recipe, 'name' | 'model' | 'data'>): string {
  return recipe.name ?? `${modelLabel(recipe)} on ${basename(recipe.data.path)}`;
}
