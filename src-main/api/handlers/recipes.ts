// What the wizard makes.
import type { ReadingIndex } from '../../data/kept-readings.ts';
import { FinesseError } from '../../errors.ts';
import { planBudget } from '../../jobs/recipe-budget.ts';
import { checkRecipe } from '../../jobs/recipe-check.ts';
import { openRecipe, parseRecipe, saveRecipe } from '../../jobs/recipe-files.ts';
import { listTemplates } from '../../library/templates.ts';
import { type Recipe, recipeJsonSchema } from '../../training/recipe.ts';
import { allowedRecipe, withoutRefused } from '../allowed-recipe.ts';
import { allowedDataOptions } from '../data-options-draft.ts';
import { indexOfReading, keyOfOptions } from '../data-readings.ts';
import { api } from '../procedures.ts';
import type { Services } from '../services.ts';

export const recipesHandlers = {
  check: api.recipes.check.handler(({ input, context, signal }) => {
    const { store, workbench, files } = context;
    const { folder } = store.paths;
    const { draft, faults } = withoutRefused(input.draft, { files, folder });
    return checkRecipe(draft, {
      folder,
      refused: faults,
      data: (recipe) => inspectedData(recipe, input.key, context),
      describe: (task) => workbench.run('describe-model', task, { signal }),
    });
  }),
  schema: api.recipes.schema.handler(() => ({ ...recipeJsonSchema() })),
  parse: api.recipes.parse.handler(({ input }) => parseRecipe(input.text)),
  open: api.recipes.open.handler(({ input, context }) => ({
    recipe: openRecipe(context.files.readable(input.file)),
  })),
  save: api.recipes.save.handler(({ input, context }) =>
    saveRecipe(context.files.writableFile(input.file), input.recipe),
  ),
  templates: api.recipes.templates.handler(() => listTemplates()),
  fromBudget: api.recipes.fromBudget.handler(
    ({ input: { recipe, ...budget }, context: { store, files } }) => {
      // Says which field is wrong, where one is.
      allowedRecipe(recipe, { files, folder: store.paths.folder });
      return planBudget(recipe, budget);
    },
  ),
};

/** The reading that a key names, or the last one with the recipe's own options. */
function inspectedData(
  { task, data, seed }: Recipe,
  key: string | undefined,
  { store, files }: Services,
): ReadingIndex | undefined {
  try {
    const found = key ?? keyOfOptions({ task, data: allowedDataOptions(data, files), seed });
    return found === undefined ? undefined : indexOfReading(store.paths.cache, found);
  } catch (error) {
    // Not kept any more, or not to be read: inspecting the data says so, and checking goes on without it.
    if (error instanceof FinesseError) return undefined;
    throw error;
  }
}
