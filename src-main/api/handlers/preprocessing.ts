// Preprocessing shown on a person's own examples.
import { completeRecipe } from '../../jobs/load-recipe.ts';
import type { Recipe } from '../../training/recipe.ts';
import { api } from '../procedures.ts';
import type { Services } from '../services.ts';
import { allowedWeights } from './models.ts';

export const preprocessingHandlers = {
  preview: api.preprocessing.preview.handler(({ input, context, signal }) => {
    const { key, indices, variants } = input;
    const task = { recipe: allowedRecipe(input.recipe, context), key, indices, variants };
    return context.workbench.run('preview-preprocessing', task, { signal, replaces: 'preprocessing' });
  }),
  batch: api.preprocessing.batch.handler(({ input, context, signal }) => {
    const task = { recipe: allowedRecipe(input.recipe, context), key: input.key };
    return context.workbench.run('preview-batch', task, { signal, replaces: 'batch' });
  }),
};

/** The draft as a whole recipe. Throws `jobs.recipeInvalid`, `files.*`. */
function allowedRecipe(draft: Record<string, unknown>, { files, store }: Services): Recipe {
  const recipe = completeRecipe(draft, { file: 'recipe', folder: store.paths.folder });
  const { model } = recipe;
  const weights = allowedWeights(model.weights, files);
  return {
    ...recipe,
    model: { ...model, weights, tokenizer: model.tokenizer && files.allowed(model.tokenizer) },
  };
}
