// `finesse train`: one run from a recipe, or the rest of one that was cut short.
import type { Command } from 'commander';
import type { RunHandle } from '../jobs/start-run.ts';
import type { Store } from '../store/open-store.ts';
import type { Recipe } from '../training/recipe.ts';
import type { TrainingEvent } from '../training/training-events.ts';
import { withStore } from './cli-store.ts';
import { cliFault } from './errors.ts';
import { watchRun } from './watch-run.ts';

interface TrainOptions {
  readonly set: readonly string[];
  readonly resume?: string;
  readonly from?: string;
  readonly corrected?: boolean;
  readonly json?: boolean;
}

export function addTrain(program: Command): void {
  program
    .command('train')
    .description('fine-tune a model as a recipe says; Ctrl-C stops at a checkpoint')
    .argument('[recipe]', 'recipe file (JSON); not needed with --resume and --from')
    .option('--set <path=value>', 'change a field of the recipe; can be repeated', gather, [])
    .option('--resume <run>', 'go on with an interrupted run; its id, or the beginning of it')
    .option('--from <run>', 'make it from a run: its examples keep their splits, and its recipe is taken')
    .option('--corrected', 'with --from: with the corrections collected for its data in the application')
    .option('--json', 'print nothing but one last line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse train recipe.json\n' +
        '  finesse train recipe.json --set hyperparameters.batchSize=16 --set name="smaller batches"\n' +
        '  finesse train --from 7k2m --set hyperparameters.epochs=20\n' +
        '  finesse train --resume 7k2m\n\n' +
        'Paths in a recipe are relative to its file, those of --set to the current folder.',
    )
    .action(async (recipe: string | undefined, options: TrainOptions, command: Command) => {
      await withStore(command, (store) =>
        watchRun(store, (onEvent) => begin(store, { recipe, options }, onEvent), options),
      );
    });
}

function gather(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

async function begin(
  store: Store,
  given: { recipe: string | undefined; options: TrainOptions },
  onEvent: (event: TrainingEvent) => void,
): Promise<RunHandle> {
  const { recipe, options } = given;
  const { resumeRun, startRun } = await import('../jobs/start-run.ts');
  const { loadRecipe } = await import('../jobs/load-recipe.ts');
  const { findRun } = await import('../store/runs-repository.ts');
  if (options.resume === undefined) {
    if (options.corrected && (options.from === undefined || recipe !== undefined))
      throw cliFault('correctedWithoutFrom', {});
    const parent = options.from === undefined ? undefined : findRun(store.db, options.from);
    if (recipe !== undefined) {
      const loaded = loadRecipe(recipe, options.set);
      await tellUnused(loaded, onEvent);
      return startRun(store, loaded, { onEvent, parent: parent?.id });
    }
    if (parent === undefined) throw cliFault('noRecipe', {});
    const { forkedRecipe } = await import('../jobs/forked-recipe.ts');
    return startRun(store, forkedRecipe(store, parent, options), { onEvent, parent: parent.id });
  }
  if (options.from !== undefined) throw cliFault('fromWithResume', {});
  if (recipe === undefined && options.set.length > 0) throw cliFault('setWithResume', {});
  const { refuseOtherRecipe } = await import('../jobs/resumed-recipe.ts');
  const run = findRun(store.db, options.resume);
  if (recipe !== undefined) refuseOtherRecipe(run, loadRecipe(recipe, options.set));
  return resumeRun(store, run, { onEvent });
}

/** What is written and has no effect is said before anything else. */
async function tellUnused(recipe: Recipe, onEvent: (event: TrainingEvent) => void): Promise<void> {
  const { unusedSettings } = await import('../jobs/unused-settings.ts');
  for (const { rule, fields } of unusedSettings(recipe)) {
    const { code, reason } = rule;
    onEvent({ type: 'log', level: 'warning', code, params: { fields }, message: reason(fields) });
  }
}
