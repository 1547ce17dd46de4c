// `finesse predict <run>`: what a finished run says about new pictures or texts.
import type { Command } from 'commander';
import type { DecisionRule } from '../evaluation/decision.ts';
import type { Store } from '../store/open-store.ts';
import { damageWords } from '../training/damage-words.ts';
import type { Prediction } from '../training/predict.ts';
import type { FolderResult } from '../training/predict-folder.ts';
import { withStore } from './cli-store.ts';
import { cliFault } from './errors.ts';
import { openLiveLine } from './live-line.ts';
import { duration, print, printJson } from './output.ts';
import { ruleText } from './rule-text.ts';
import { shareBar } from './training-state.ts';

interface PredictOptions {
  readonly text: readonly string[];
  readonly folder?: string;
  readonly csv?: string;
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
    .option('--folder <path>', 'a folder of pictures, a table of texts or a text file; with --csv')
    .option(
      '--csv <file>',
      'file for the answers to --folder: a row for each, unreadable ones with the reason',
    )
    .option('--json', 'one line of JSON with the probability of every class')
    .addHelpText(
      'after',
      '\nA threshold that is kept with the run (finesse edit) decides the answers.\n\nExamples:\n  finesse predict 7k2m photo.jpg another.png\n  finesse predict 9xq4 --text "where is my card?" --json\n' +
        '  finesse predict 7k2m --folder new-pictures --csv answers.csv',
    )
    .action(async (run: string, files: string[], options: PredictOptions, command: Command) => {
      const { folder, csv } = options;
      if ((folder === undefined) !== (csv === undefined)) throw cliFault('folderWithoutCsv', {});
      if (folder !== undefined && csv !== undefined) {
        if (files.length + options.text.length > 0) throw cliFault('noInput', {});
        const result = await withStore(command, (store) =>
          predictInto(store, run, { path: folder, csvFile: csv, json: options.json ?? false }),
        );
        return options.json ? printJson(result) : print(folderLines(result));
      }
      if ((files.length === 0) === (options.text.length === 0)) throw cliFault('noInput', {});
      const result = await withStore(command, (store) =>
        predictWith(store, run, { files, texts: options.text }),
      );
      if (options.json) printJson(result);
      else {
        if (result.rule !== null) print(ruleText(result.rule));
        for (const prediction of result.predictions) print(predictionText(prediction, result.rule));
      }
    });
}

async function predictWith(store: Store, text: string, input: { files: string[]; texts: readonly string[] }) {
  const { findRun } = await import('../store/runs-repository.ts');
  const { runFolder } = await import('../store/store-folder.ts');
  const { predict } = await import('../training/predict.ts');
  const { keptDecision } = await import('../jobs/kept-decision.ts');
  const run = findRun(store.db, text);
  const rule = keptDecision(store, { run });
  const given = input.files.length > 0 ? { files: input.files } : { texts: input.texts };
  const predictions = await predict(runFolder(store.paths, run.id), given, rule);
  return { run: run.id, rule, predictions };
}

interface FolderRequest {
  readonly path: string;
  readonly csvFile: string;
  readonly json: boolean;
}

async function predictInto(store: Store, text: string, { json, ...paths }: FolderRequest) {
  const { finishedRun } = await import('../jobs/finished-run.ts');
  const { openPredictor } = await import('../training/predictor.ts');
  const { predictFolder } = await import('../training/predict-folder.ts');
  const { keptDecision } = await import('../jobs/kept-decision.ts');
  const { run, folder } = finishedRun(store, text);
  const rule = keptDecision(store, { run });
  const line = json ? undefined : openLiveLine();
  const predictor = await openPredictor(folder, { frozen: true });
  try {
    const onProgress = (phase: string, done: number, total: number) =>
      line?.draw(`${phase}  ${shareBar(total === 0 ? 0 : done / total)}`);
    const temperature = rule?.temperature ?? 1;
    const result = await predictFolder(predictor, { ...paths, temperature, rule, onProgress });
    return { run: run.id, rule, ...result };
  } finally {
    line?.clear();
    await predictor.close();
  }
}

interface RuledResult extends FolderResult {
  readonly rule: DecisionRule | null;
}

function folderLines(result: RuledResult): string[] {
  const { rule, csvFile, rows, unreadable, damaged, unanswered, counts, seconds, textColumns } = result;
  const found = counts.map(({ name, count }) => `${name} ${count}`).join(', ');
  const bad = unreadable === 0 ? '' : `, ${unreadable} unreadable (their reason stands in the file)`;
  const broken =
    damaged === 0 ? '' : `, ${damaged} damaged and predicted from what could be decoded (marked in the file)`;
  const none = rule?.kind === 'abstain' ? `, no answer for ${unanswered} (their prediction is empty)` : '';
  return [
    ...textColumns.map(({ file, column }) => `The texts of ${file} are in column "${column}".`),
    ...(rule === null ? [] : [ruleText(rule)]),
    `${csvFile}: ${rows} rows in ${duration(seconds)}${bad}${broken}${none}`,
    found,
  ];
}

/** The answer by the rule stands first where there is a rule; without one the most probable class does. */
function predictionText(
  { input, answer, probabilities, damage }: Prediction,
  rule: DecisionRule | null,
): string {
  const best = probabilities
    .slice(0, shownClasses)
    .map(({ name, probability }) => `${name} ${(probability * 100).toFixed(1)} %`);
  const said = rule === null ? '' : `${answer ?? 'no answer'} (${best.join(', ')})`;
  const flaw = damage === undefined ? '' : ` (${damageWords(damage)})`;
  return `${input}: ${said || best.join(', ')}${flaw}`;
}
