// A draft that is to be of another task.
import type { RecipeDraft } from './recipe-path.ts';

/** Keeps the name and the experiment: model, data and settings are of no use to another task. */
export function recipeOfTask(recipe: RecipeDraft, task: string): RecipeDraft {
  const kept = Object.entries(recipe).filter(([field]) => field === 'name' || field === 'experiment');
  return { ...Object.fromEntries(kept), task };
}
