// `finesse edit <run...>`: name, notes, tags, favourite, archive and experiment of runs.
import type { Command } from 'commander';
import { withStore } from './cli-store.ts';
import { cliFault } from './errors.ts';
import { print, printJson } from './output.ts';

interface EditOptions {
  readonly name?: string;
  readonly notes?: string;
  readonly tag: readonly string[];
  readonly untag: readonly string[];
  readonly favourite?: boolean;
  readonly archive?: boolean;
  /** false: --no-experiment. */
  readonly experiment?: string | false;
  readonly json?: boolean;
}

export function addEdit(program: Command): void {
  program
    .command('edit')
    .description('change name, notes, tags, archive or experiment of runs')
    .argument('<run...>', 'ids of runs, or their beginnings')
    .option('--name <text>', 'new name')
    .option('--notes <text>', 'new notes; they replace the old ones')
    .option('--tag <tag>', 'put a tag on; can be repeated', gather, [])
    .option('--untag <tag>', 'take a tag off; can be repeated', gather, [])
    .option('--favourite', 'mark as favourite')
    .option('--no-favourite', 'mark as favourite no more')
    .option('--archive', 'hide from the list')
    .option('--no-archive', 'show in the list again')
    .option('--experiment <name>', 'put into this experiment; made where it is missing')
    .option('--no-experiment', 'take out of its experiment')
    .option('--json', 'one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse edit 7k2m --tag good --notes "first with colour jitter"\n' +
        '  finesse edit 7k2m 9ab3 --archive\n  finesse edit 7k2m --experiment "smaller batches"',
    )
    .action(async (runs: readonly string[], options: EditOptions, command: Command) => {
      const { tag, untag, archive, json, ...rest } = options;
      const asked = { ...rest, archived: archive };
      const isEmpty = Object.values(asked).every((value) => value === undefined);
      if (isEmpty && tag.length === 0 && untag.length === 0) throw cliFault('nothingToChange', {});
      const { findRun } = await import('../store/runs-repository.ts');
      const { editRuns } = await import('../store/run-edits.ts');
      const experiment = asked.experiment === false ? null : asked.experiment;
      const ids = await withStore(command, ({ db }) => {
        const found = runs.map((run) => findRun(db, run).id);
        editRuns(db, found, { ...asked, experiment, addTags: tag, removeTags: untag });
        return found;
      });
      if (json) printJson({ runs: ids });
      else print(`Changed ${ids.join(', ')}.`);
    });
}

function gather(text: string, before: readonly string[]): string[] {
  return [...before, text];
}
