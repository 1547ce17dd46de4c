// `finesse predict <run>`: what a finished run says about new pictures or texts.
import type { Command } from 'commander';
import type { Store } from '../store/open-store.ts';
import type { Prediction } from '../training/predict.ts';
import { withStore } from './cli-store.ts';
import { cliFault } from './errors.ts';
import { print, printJson } from './output.ts';

interface PredictOptions {
  readonly text: readonly string[];
  readonly json?: boolean;
}

/** Classes shown for each input; the JSON holds all. */
const shownClasses = 3;

export function addPredict(program: Command): void {
  program
    .command('predict')
    .description('predict the class of pictures or texts with a finished run')
    .argument('<run>', 'id of the run, or its beginning')
    .argument('[file...]', 'picture files')
    .option(
      '--text <text>',
      'a text; can be repeated',
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option('--json', 'one line of JSON with the probability of every class')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse predict 7k2m photo.jpg another.png\n  finesse predict 9xq4 --text "where is my card?" --json',
    )
    .action(async (run: string, files: string[], options: PredictOptions, command: Command) => {
      if ((files.length === 0) === (options.text.length === 0)) throw cliFault('noInput', {});
      const result = await withStore(command, (store) =>
        predictWith(store, run, { files, texts: options.text }),
      );
      if (options.json) printJson(result);
      else for (const prediction of result.predictions) print(predictionText(prediction));
    });
}

async function predictWith(store: Store, text: string, input: { files: string[]; texts: readonly string[] }) {
  const { findRun } = await import('../store/runs-repository.ts');
  const { runFolder } = await import('../store/store-folder.ts');
  const { predict } = await import('../training/predict.ts');
  const run = findRun(store.db, text);
  const given = input.files.length > 0 ? { files: input.files } : { texts: input.texts };
  const predictions = await predict(runFolder(store.paths, run.id), given);
  return { run: run.id, predictions };
}

function predictionText({ input, probabilities }: Prediction): string {
  const best = probabilities
    .slice(0, shownClasses)
    .map(({ name, probability }) => `${name} ${(probability * 100).toFixed(1)} %`);
  return `${input}: ${best.join(', ')}`;
}
