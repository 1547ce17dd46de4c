// `finesse estimate`: what a training will take on this machine, measured by a few real steps.
import type { Command } from 'commander';
import type { TrainingEstimate } from '../training/training-estimate.ts';
import { withStore } from './cli-store.ts';
import { duration, print, printError, printJson } from './output.ts';

export function addEstimate(program: Command): void {
  program
    .command('estimate')
    .description('time, memory and disk that a training will take here, measured by a few real steps')
    .argument('<recipe>', 'recipe file (JSON)')
    .option('--set <path=value>', 'change a field of the recipe; can be repeated', gather, [])
    .option('--json', 'one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse estimate recipe.json\n  finesse estimate recipe.json --json',
    )
    .action(async (file: string, options: { set: readonly string[]; json?: boolean }, command: Command) => {
      await withStore(command, async (store) => {
        const { loadRecipe } = await import('../jobs/load-recipe.ts');
        const { estimateTraining } = await import('../jobs/estimate-training.ts');
        const { Workbench } = await import('../jobs/workbench.ts');
        const { unusedSettings } = await import('../jobs/unused-settings.ts');
        const recipe = loadRecipe(file, options.set);
        printError(unusedSettings(recipe).map(({ rule, fields }) => rule.reason(fields)));
        const workbench = new Workbench(store.paths);
        try {
          const estimate = await estimateTraining(recipe, { paths: store.paths, workbench });
          if (options.json) printJson(estimate);
          else print(estimateLines(estimate));
        } finally {
          workbench.close();
        }
      });
    });
}

function gather(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

const size = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

function estimateLines(estimate: TrainingEstimate): string[] {
  const { totalSeconds, loadingSeconds, cachingSeconds, choosingSeconds, evaluationSeconds, phases } =
    estimate;
  const trained = estimate.trainedParameters.toLocaleString('en');
  return [
    `time    ${duration(totalSeconds)}, early stopping left aside`,
    `        loading ${duration(loadingSeconds)}, features of what is frozen ${duration(cachingSeconds)}, evaluation ${duration(evaluationSeconds)}`,
    ...(choosingSeconds > 0
      ? [`        trying on folds how deep to train, as examples are few ${duration(choosingSeconds)}`]
      : []),
    ...phases.map(
      ({ name, epochs, secondsPerEpoch, steps }) =>
        `        phase "${name}": ${epochs} epochs of ${duration(secondsPerEpoch)}, ${steps} steps`,
    ),
    `memory  ${size(estimate.memoryBytes)} of ${size(estimate.availableBytes)} free`,
    `disk    ${size(estimate.diskBytes)} of ${size(estimate.freeDiskBytes)} free`,
    `trains  ${trained} of ${estimate.parameters.toLocaleString('en')} parameters, the head's included, on ${estimate.trainingExamples} examples`,
  ];
}
