// `finesse show <run>`: everything the store knows about one run.
import type { Command } from 'commander';
import type { Store } from '../store/open-store.ts';
import { readAdded } from './added.ts';
import { withStore } from './cli-store.ts';
import { duration, figure, moment, print, printJson, styled } from './output.ts';
import { ruleText } from './rule-text.ts';

/** Points of each curve in the JSON; enough for any chart. */
const curvePoints = 1_000;
const logLines = 20;

export function addShow(program: Command): void {
  program
    .command('show')
    .description('show one run: recipe, data, epochs, test metrics, checkpoints, log')
    .argument('<run>', 'id of the run, or its beginning')
    .option('--json', 'one line of JSON, curves and recipe included')
    .addHelpText('after', '\nExamples:\n  finesse show 7k2m\n  finesse show 7k2m --json')
    .action(async (run: string, options: { json?: boolean }, command: Command) => {
      const details = await withStore(command, (store) => readDetails(store, run));
      if (options.json) printJson(details);
      else print(await detailsText(details));
    });
}

type Details = Awaited<ReturnType<typeof readDetails>>;

async function readDetails(store: Store, text: string) {
  const { findRun } = await import('../store/runs-repository.ts');
  const { datasetByKey, datasetClasses } = await import('../store/dataset-versions-repository.ts');
  const { listEvaluations } = await import('../store/evaluations-repository.ts');
  const { runEpochs, stepCurves } = await import('../store/metrics-repository.ts');
  const { listCheckpoints } = await import('../store/checkpoints-repository.ts');
  const { elapsedSeconds } = await import('../store/elapsed-seconds.ts');
  const { guessingOnTest } = await import('../jobs/guessing-on-test.ts');
  const { listArtefacts } = await import('../store/artefacts-repository.ts');
  const { logTail, runWork } = await import('../store/run-log-repository.ts');
  const { parentRunId } = await import('../store/lineage-repository.ts');
  const { runTags } = await import('../store/tags-repository.ts');
  const { runFolder } = await import('../store/store-folder.ts');
  const { db, paths } = store;
  const { keptDecision } = await import('../jobs/kept-decision.ts');
  const found = findRun(db, text);
  const { key, id, datasetKey, recipe, environment, ...run } = found;
  const dataset = datasetKey === null ? undefined : datasetByKey(db, datasetKey);
  return {
    run: id,
    ...run,
    seconds: elapsedSeconds(db, key),
    parent: parentRunId(db, key) ?? null,
    folder: runFolder(paths, id),
    probe: readAdded(runFolder(paths, id)),
    tags: runTags(db, key),
    decision: keptDecision(store, { run: found }),
    recipe: JSON.parse(recipe) as Record<string, unknown>,
    environment: JSON.parse(environment) as Record<string, unknown>,
    dataset: dataset && { ...dataset, classes: datasetClasses(db, dataset.key) },
    guessing: dataset === undefined ? null : guessingOnTest(datasetClasses(db, dataset.key)),
    epochMetrics: runEpochs(db, key),
    evaluations: listEvaluations(db, key),
    checkpoints: listCheckpoints(db, key),
    artefacts: listArtefacts(db, key),
    work: runWork(db, key),
    log: logTail(db, key, logLines),
    curves: stepCurves(db, key, curvePoints),
  };
}

async function detailsText(run: Details): Promise<string> {
  const { textTable } = await import('../evaluation/text-table.ts');
  const { addedText } = await import('../evaluation/report-text.ts');
  const sections = [
    facts(run),
    epochTable(run, textTable),
    run.probe === undefined ? '' : addedText(run.probe),
    ...run.evaluations.map((evaluation) => evaluationTable(evaluation, textTable)),
    guessingText(run),
    run.log.map((line) => `${moment(line.atMs)}  ${line.level}  ${line.message}`).join('\n'),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function facts(run: Details): string {
  const resumed = run.resumedCount > 0 ? `, resumed ${run.resumedCount} times` : '';
  const lines: [string, string | undefined][] = [
    ['experiment', run.experiment ?? undefined],
    ['made from', run.parent ?? undefined],
    ['state', `${run.state}${run.errorMessage === null ? '' : `: ${run.errorMessage}`}`],
    ['model', `${run.model} (${run.task})`],
    [
      'data',
      run.dataset &&
        `${run.dataset.path}, ${run.dataset.numExamples} examples, version ${run.dataset.hash.slice(0, 12)}`,
    ],
    ['started', moment(run.startedAtMs ?? run.createdAtMs)],
    ['time', `${duration(run.seconds)}${resumed}`],
    ['work', run.work.map(({ phase, seconds }) => `${phase} ${duration(seconds)}`).join(', ') || undefined],
    ['epochs', `${run.epochs}${run.bestEpoch === null ? '' : `, best ${run.bestEpoch}`}`],
    ['decision', run.decision === null ? undefined : ruleText(run.decision)],
    ['seed', String(run.seed)],
    ['tags', run.tags.join(', ') || undefined],
    ['notes', run.notes || undefined],
    ['folder', run.folder],
  ];
  const rows = lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name.padEnd(11)} ${value}`);
  return [styled('bold', `${run.run}  ${run.name}`), ...rows].join('\n');
}

type TextTable = (header: readonly string[], rows: readonly (readonly string[])[]) => string;

function epochTable(run: Details, table: TextTable): string {
  if (run.epochMetrics.length === 0) return '';
  const names = [...new Set(run.epochMetrics.flatMap((epoch) => Object.keys(epoch.metrics)))];
  return table(
    ['epoch', 'phase', ...names],
    run.epochMetrics.map(({ epoch, phase, metrics }) => [
      String(epoch),
      phase,
      ...names.map((name) => figure(metrics[name])),
    ]),
  );
}

function evaluationTable(evaluation: Details['evaluations'][number], table: TextTable): string {
  const interval = (low: number | null, high: number | null) =>
    low === null || high === null ? '' : `${figure(low)} to ${figure(high)}`;
  const where = evaluation.dataPath === '' ? '' : ` of ${evaluation.dataPath}`;
  return table(
    [`${evaluation.split} split${where}`, 'value', '95 % interval'],
    evaluation.metrics.map(({ metric, value, low, high }) => [metric, figure(value), interval(low, high)]),
  );
}

function guessingText({ guessing, evaluations }: Details): string {
  return guessing === null || evaluations.length === 0
    ? ''
    : `Always answering "${guessing.class}", the commonest class in training, has an accuracy of ${figure(guessing.accuracy)} on the test split.`;
}
