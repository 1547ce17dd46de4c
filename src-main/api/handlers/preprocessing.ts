// Preprocessing shown on a person's own examples.
import { allowedRecipe } from '../allowed-recipe.ts';
import { api } from '../procedures.ts';

export const preprocessingHandlers = {
  preview: api.preprocessing.preview.handler(({ input, context, signal }) => {
    const { key, indices, variants } = input;
    const { files, store } = context;
    const recipe = allowedRecipe(input.recipe, { files, folder: store.paths.folder });
    const task = { recipe, key, indices, variants };
    return context.workbench.run('preview-preprocessing', task, { signal, replaces: 'preprocessing' });
  }),
  batch: api.preprocessing.batch.handler(({ input, context, signal }) => {
    const { files, store } = context;
    const recipe = allowedRecipe(input.recipe, { files, folder: store.paths.folder });
    const task = { recipe, key: input.key };
    return context.workbench.run('preview-batch', task, { signal, replaces: 'batch' });
  }),
};
