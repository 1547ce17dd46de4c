// `finesse evaluate <run>`: a finished run measured again, on its own test split or on other labelled data.
import type { Command } from 'commander';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import type { CountedClass } from '../evaluation/guessing.ts';
import type { DatasetClass } from '../store/dataset-versions-repository.ts';
import type { Store } from '../store/open-store.ts';
import { withStore } from './cli-store.ts';
import { openLiveLine } from './live-line.ts';
import { print, printJson } from './output.ts';
import { shareBar } from './training-state.ts';

interface EvaluateOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('measure a finished run on its test split, or on other labelled data')
    .argument('<run>', 'id of the run, or its beginning')
    .option(
      '--data <path>',
      'other data, laid out as the data of the run, or the folder of one class; all of it is used',
    )
    .option('--json', 'print nothing but one last line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse evaluate 7k2m\n  finesse evaluate 7k2m --data more-pictures/ --json',
    )
    .action(async (run: string, options: EvaluateOptions, command: Command) => {
      const { report, ...result } = await withStore(command, (store) => evaluate(store, run, options));
      if (options.json) return printJson(result);
      const { reportLines } = await import('../evaluation/report-text.ts');
      print(reportLines(report, result.guessing));
    });
}

async function evaluate(store: Store, text: string, { data, json }: EvaluateOptions) {
  const { findRun } = await import('../store/runs-repository.ts');
  const { runFolder } = await import('../store/store-folder.ts');
  const { evaluateRun } = await import('../training/evaluate-run.ts');
  const { sourceNotices } = await import('../data/source-notices.ts');
  const { resolve } = await import('node:path');
  const run = findRun(store.db, text);
  const dataPath = data === undefined ? undefined : resolve(data);
  const line = json ? undefined : openLiveLine();
  const report = await evaluateRun(runFolder(store.paths, run.id), {
    data: dataPath,
    onProgress: (done, total) => line?.draw(`evaluating  ${shareBar(done / total)}`),
    onSources: (sources) => {
      if (!json) for (const { message } of sourceNotices(sources)) print(message);
    },
  });
  line?.clear();
  const { undefinedMetrics } = await import('../evaluation/summary-metrics.ts');
  const { recordReport } = await import('../jobs/record-report.ts');
  const { guessing } = await import('../evaluation/guessing.ts');
  const { datasetClasses } = await import('../store/dataset-versions-repository.ts');
  const { file, metrics } = recordReport(store, run, { report, dataPath: dataPath ?? '' });
  const trainedOn = run.datasetKey === null ? [] : datasetClasses(store.db, run.datasetKey);
  return {
    report,
    run: run.id,
    state: run.state,
    data: dataPath ?? null,
    examples: report.examples,
    ...(report.data !== undefined && { found: report.data }),
    ...(report.changedFiles !== undefined && { changedFiles: report.changedFiles }),
    undefined: undefinedMetrics(report),
    test: Object.fromEntries(metrics.map(({ metric, value }) => [metric, value])),
    intervals: intervalsOf(report),
    guessing: guessing(countedClasses(report, trainedOn)),
    reportFile: file,
  };
}

/** How often each class stands in the training split of the run, and in what was measured. */
function countedClasses({ perClass }: EvaluationReport, trainedOn: readonly DatasetClass[]): CountedClass[] {
  const measured = new Map(perClass.map(({ name, support }) => [name, support]));
  return trainedOn.map(({ name, numTrain }) => ({
    name,
    train: numTrain,
    measured: measured.get(name) ?? 0,
  }));
}

function intervalsOf({ bootstrap }: EvaluationReport) {
  return { level: bootstrap.level, ...bootstrap.intervals };
}
