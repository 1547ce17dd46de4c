// `finesse demo`: the bundled model fine-tuned on the bundled sample, from nothing to metrics.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { withStore } from './cli-store.ts';
import { print } from './output.ts';
import { watchRun } from './watch-run.ts';

const recipeFile = new URL('../../resources/recipes/surface-inspection.json', import.meta.url);

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'fine-tune the bundled model on drawn pictures of metal plates; needs nothing but this program',
    )
    .option('--json', 'print nothing but one last line of JSON')
    .addHelpText('after', '\nExample:\n  finesse demo')
    .action(async (options: { readonly json?: boolean }, command: Command) => {
      await withStore(command, async (store) => {
        const { writeSurfaceSample } = await import('../library/samples/surface-sample.ts');
        const { loadRecipe } = await import('../jobs/load-recipe.ts');
        const { startRun } = await import('../jobs/start-run.ts');
        const folder = join(store.paths.samples, 'surface-inspection');
        if (!options.json) print('Sorting metal plates into sound, scratched, pitted and stained ones.');
        const written = await writeSurfaceSample(folder);
        if (written && !options.json) print(`Drew the sample pictures into ${folder}`);
        const recipe = loadRecipe(fileURLToPath(recipeFile), [`data.path=${folder}`]);
        await watchRun(store, async (onEvent) => startRun(store, recipe, { onEvent }), options);
      });
    });
}
