// `finesse recipe --schema`: every field a recipe may have.
import type { Command } from 'commander';
import { print } from './output.ts';

export function addRecipe(program: Command): void {
  program
    .command('recipe')
    .description('print the JSON Schema of recipes: every field, its range and its default')
    .requiredOption('--schema', 'print the schema')
    .addHelpText('after', '\nExample:\n  finesse recipe --schema > recipe.schema.json')
    .action(async () => {
      const { recipeJsonSchema } = await import('../training/recipe.ts');
      print(JSON.stringify(recipeJsonSchema(), null, 2).split('\n'));
    });
}
