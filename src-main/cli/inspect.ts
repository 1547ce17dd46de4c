// `finesse inspect <data>`: what a run would see in the data, before any run.
import type { Command } from 'commander';
import type { DataInspection } from '../data/inspect-dataset.ts';
import type { OpenDatasetOptions } from '../data/open-dataset.ts';
import { type KindName, kinds } from '../facts/kinds.ts';
import { isTaskName, taskNames, tasks } from '../facts/tasks.ts';
import { withStore } from './cli-store.ts';
import { cliFault } from './errors.ts';
import { print, printJson, styled } from './output.ts';

interface InspectOptions {
  readonly task?: string;
  readonly from?: string;
  readonly json?: boolean;
}

const shownProblems = 20;

export function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('look at data before training: classes, splits, duplicates, files that cannot be used')
    .argument('<data>', 'folder of pictures, manifest, or table of texts')
    .option('--task <task>', `${taskNames.join(' or ')}; found out when absent`)
    .option(
      '--from <run>',
      'as a run made from this one would see it: its options, and its examples keep their splits',
    )
    .option('--json', 'one line of JSON')
    .addHelpText('after', '\nExamples:\n  finesse inspect pictures/\n  finesse inspect reviews.csv --json')
    .action(async (path: string, options: InspectOptions, command: Command) => {
      const { inspectDataset } = await import('../data/inspect-dataset.ts');
      const inspection = await inspectDataset(await question(path, options, command));
      if (options.json) printJson(inspection);
      else print(await inspectionLines(inspection));
    });
}

/** What is asked of the data; with `--from` as that run did. */
async function question(
  path: string,
  { task, from }: InspectOptions,
  command: Command,
): Promise<OpenDatasetOptions> {
  const { dataOptionsSchema } = await import('../data/data-options.ts');
  if (from === undefined)
    return { kind: await kindOf(path, task), data: dataOptionsSchema.parse({ path }), seed: 42 };
  const { forkedSplit } = await import('../jobs/forked-split.ts');
  return withStore(command, (store) => forkedSplit(store, from, path));
}

async function kindOf(path: string, task: string | undefined): Promise<KindName> {
  if (isTaskName(task)) return tasks[task].kind;
  if (task !== undefined) throw cliFault('unknownTask', { given: task });
  const { dataKind } = await import('../data/data-kind.ts');
  return dataKind(path).kind;
}

async function inspectionLines(data: DataInspection): Promise<string[]> {
  const { sectionLines, shorten, tableLines } = await import('../evaluation/text-table.ts');
  const { sourceNotices } = await import('../data/source-notices.ts');
  const { train, validation, test } = data.splits;
  const classes = tableLines(
    ['class', 'train', 'validation', 'test'],
    data.classes.map((row) => [
      shorten(row.name, 40),
      String(row.train),
      String(row.validation),
      String(row.test),
    ]),
  );
  const sizes = Object.entries(data.sizes).map(
    ([name, { min, median, max }]) => `${name} ${min} to ${max}, median ${median}`,
  );
  const lines = [
    styled('bold', data.path),
    ...sourceNotices(data.sources).map(({ message }) => message),
    `${data.examples} ${kinds[data.kind].plural} of ${data.classes.length} classes: ${train} train, ${validation} validation, ${test} test`,
    `largest class ${data.imbalance.toFixed(1)} times the smallest; ${data.duplicateGroups} groups of identical examples, ${data.leaks} left out because another split has them`,
    ...(await carriedText(data)),
    ...sizes,
    ...sampleText(data),
    `version ${data.hash.slice(0, 12)}`,
  ];
  return sectionLines([lines, classes, ...problemSections(data)]);
}

/** What it takes over from the split of an earlier run, as a training would say it. */
async function carriedText({ carried }: DataInspection): Promise<string[]> {
  if (carried === null) return [];
  const { carriedNotices } = await import('../training/carried-notices.ts');
  return carriedNotices({ carried }).map(({ message }) => message);
}

function sampleText({ sampleRange }: DataInspection): string[] {
  if (sampleRange === undefined) return [];
  const { pictures, dim, peak, dimPeak, whiteLevel } = sampleRange;
  const found = `${pictures} pictures of 16 bits, largest value ${peak} of 65535`;
  if (dim === 0) return [found];
  if (dim < pictures) return [`${found}; ${dim} of them nearly black, largest value ${dimPeak}`];
  return [`${found}: nearly black. Train with --set preprocessing.whiteLevel=${whiteLevel}`];
}

function problemSections({ problems }: DataInspection): string[][] {
  const warnings = problems.filter(({ warning }) => warning === true);
  const unusable = problems.filter(({ warning }) => warning !== true);
  return [problemList('not usable', unusable), problemList('used, and worth a look', warnings)];
}

function problemList(what: string, problems: DataInspection['problems']): string[] {
  if (problems.length === 0) return [];
  const rows = problems.slice(0, shownProblems).map(({ source, message }) => {
    const row = source.row === undefined ? '' : `, line ${source.row}`;
    return `  ${source.path}${row}: ${message}`;
  });
  const more = problems.length - shownProblems;
  return [`${problems.length} ${what}:`, ...rows, ...(more > 0 ? [`  and ${more} more`] : [])];
}
