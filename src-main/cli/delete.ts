// `finesse delete <run...>`: takes runs away, or only their weights. Says what would be lost until --yes is given.
import type { Command } from 'commander';
import type { RunSize } from '../jobs/run-files-removal.ts';
import type { Store } from '../store/open-store.ts';
import { withStore } from './cli-store.ts';
import { print, printJson } from './output.ts';

interface DeleteOptions {
  readonly keepRecord?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addDelete(program: Command): void {
  program
    .command('delete')
    .description('delete runs, or only their weights and checkpoints')
    .argument('<run...>', 'ids of runs, or their beginnings')
    .option('--keep-record', 'keep curves, figures and reports; drop weights and checkpoints')
    .option('--yes', 'do it; without this, only say what would be lost')
    .option('--json', 'one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse delete 7k2m\n  finesse delete 7k2m --keep-record --yes\n\n' +
        'A deleted run does not come back. "finesse bundle" keeps a copy in a file.',
    )
    .action(async (runs: readonly string[], options: DeleteOptions, command: Command) => {
      const result = await withStore(command, (store) => remove(store, runs, options));
      if (options.json) printJson(result);
      else print(resultLines(result));
    });
}

interface Removal {
  readonly runs: readonly { readonly run: string; readonly name: string; readonly sizeBytes: number }[];
  readonly keep: 'nothing' | 'record';
  readonly deleted: boolean;
}

async function remove(
  store: Store,
  texts: readonly string[],
  { keepRecord, yes }: DeleteOptions,
): Promise<Removal> {
  const { findRun } = await import('../store/runs-repository.ts');
  const { refuseRunning } = await import('../store/run-removal.ts');
  const { removeRun, runSize } = await import('../jobs/run-files-removal.ts');
  const keep = keepRecord === true ? 'record' : 'nothing';
  const found = [
    ...new Map(texts.map((text) => findRun(store.db, text)).map((run) => [run.id, run])).values(),
  ];
  refuseRunning(store.db, found);
  const runs: { run: string; name: string; sizeBytes: number }[] = [];
  for (const { id, name } of found) {
    runs.push({ run: id, name, sizeBytes: lostBytes(await runSize(store, id), keep) });
    if (yes === true) await removeRun(store, id, keep);
  }
  return { runs, keep, deleted: yes === true };
}

function lostBytes(size: RunSize, keep: Removal['keep']): number {
  return size.weightsBytes + size.checkpointsBytes + (keep === 'nothing' ? size.recordBytes : 0);
}

function resultLines({ runs, keep, deleted }: Removal): string[] {
  const what = keep === 'nothing' ? 'everything' : 'weights and checkpoints';
  const lines = runs.map(
    ({ run, name, sizeBytes }) =>
      `${run}  ${name}: ${what}, ${(sizeBytes / 1e6).toFixed(1)} MB${deleted ? ', deleted' : ''}`,
  );
  return [...lines, ...(deleted ? [] : ['Nothing was deleted. Repeat the command with --yes to do it.'])];
}
