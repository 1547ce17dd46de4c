// `finesse runs`: the list of runs, newest first.
import type { Command } from 'commander';
import type { RunListRow } from '../store/run-list.ts';
import type { RunState } from '../store/run-states.ts';
import { withStore } from './cli-store.ts';
import { cliFault } from './errors.ts';
import { duration, figure, moment, print, printJson } from './output.ts';

interface RunsOptions {
  readonly limit: number;
  readonly experiment?: string;
  readonly state?: RunState;
  readonly json?: boolean;
}

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list runs, newest first')
    .option('--experiment <name>', 'only runs of this experiment')
    .option('--state <state>', 'only runs in this state')
    .option('--limit <n>', 'how many at most', readLimit, 30)
    .option('--json', 'one line of JSON')
    .addHelpText('after', '\nExamples:\n  finesse runs\n  finesse runs --state interrupted --json')
    .action(async (options: RunsOptions, command: Command) => {
      const { listRuns } = await import('../store/run-list.ts');
      await refuseUnknownState(options.state);
      const { limit, experiment, state } = options;
      const rows = await withStore(command, ({ db }) => listRuns(db, { limit, experiment, state }));
      if (options.json) printJson(rows.map(({ key: _, id, ...row }) => ({ run: id, ...row })));
      else
        print(
          rows.length === 0
            ? 'No runs yet. Start one with "finesse train <recipe.json>".'
            : await listLines(rows),
        );
    });
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw cliFault('notANumber', { option: '--limit', given: text });
  return limit;
}

async function refuseUnknownState(state: string | undefined): Promise<void> {
  const { transitions } = await import('../store/run-states.ts');
  if (state !== undefined && !Object.hasOwn(transitions, state))
    throw cliFault('unknownState', { given: state, known: Object.keys(transitions) });
}

async function listLines(rows: readonly RunListRow[]): Promise<string[]> {
  const { shorten, tableLines } = await import('../evaluation/text-table.ts');
  const header = [
    'run',
    'name',
    'state',
    'epochs',
    'best val loss',
    'test accuracy',
    'F1 macro',
    'time',
    'started',
  ];
  return tableLines(
    header,
    rows.map((row) => [
      row.id,
      shorten(row.name, 36),
      row.state,
      String(row.epochs),
      figure(row.lowestValLoss),
      figure(row.testAccuracy),
      figure(row.testF1Macro),
      duration(row.seconds),
      moment(row.createdAtMs),
    ]),
  );
}
