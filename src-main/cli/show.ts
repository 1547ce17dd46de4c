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
const factWidth = 11;

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
      else print(await detailsLines(details));
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

async function detailsLines(run: Details): Promise<string[]> {
  const { sectionLines, tableLines } = await import('../evaluation/text-table.ts');
  const { addedText, guessingText } = await import('../evaluation/report-text.ts');
  const { evaluations, guessing, log, probe } = run;
  return sectionLines([
    facts(run),
    epochTable(run, tableLines),
    probe === undefined ? [] : [addedText(probe)],
    ...evaluations.map((evaluation) => evaluationTable(evaluation, tableLines)),
    guessing === null || evaluations.length === 0 ? [] : [guessingText(guessing)],
    log.map((line) => `${moment(line.atMs)}  ${line.level}  ${line.message}`),
  ]);
}

function facts(run: Details): string[] {
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
    ['folder', run.folder],
  ];
  const rows = lines.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(factWidth)} ${value}`],
  );
  return [styled('bold', `${run.run}  ${run.name}`), ...rows, ...noteLines(run.notes)];
}

/** Notes may have lines of their own: indented, they are told from the program's. */
function noteLines(notes: string): string[] {
  if (notes === '') return [];
  return notes.split('\n').map((line, at) => `${(at === 0 ? 'notes' : '').padEnd(factWidth)} ${line}`);
}

type TableLines = (header: readonly string[], rows: readonly (readonly string[])[]) => string[];

function epochTable(run: Details, table: TableLines): string[] {
  if (run.epochMetrics.length === 0) return [];
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

function evaluationTable(evaluation: Details['evaluations'][number], table: TableLines): string[] {
  const interval = (low: number | null, high: number | null) =>
    low === null || high === null ? '' : `${figure(low)} to ${figure(high)}`;
  const where = evaluation.dataPath === '' ? '' : ` of ${evaluation.dataPath}`;
  return table(
    [`${evaluation.split} split${where}`, 'value', '95 % interval'],
    evaluation.metrics.map(({ metric, value, low, high }) => [metric, figure(value), interval(low, high)]),
  );
}
