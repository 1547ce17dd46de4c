// `finesse edit <run...>`: name, notes, tags, favourite, archive, experiment and the rule for answers of runs.
import type { Command } from 'commander';
import type { WantedDecision } from '../jobs/kept-decision.ts';
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
  /** As written; false: --no-threshold. */
  readonly threshold?: string | false;
  readonly positive?: string;
  readonly abstainBelow?: string;
  readonly json?: boolean;
}

export function addEdit(program: Command): void {
  program
    .command('edit')
    .description('change name, notes, tags, archive, experiment or the threshold of runs')
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
    .option('--threshold <share>', 'answer the positive class from this probability on, 0 to 1')
    .option('--positive <class>', 'the class of the threshold; of two classes the second when absent')
    .option('--abstain-below <share>', 'give no answer where the highest probability is below this, 0 to 1')
    .option('--no-threshold', 'answer the most probable class again')
    .option('--json', 'one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse edit 7k2m --tag good --notes "first with colour jitter"\n' +
        '  finesse edit 7k2m 9ab3 --archive\n  finesse edit 7k2m --experiment "smaller batches"\n' +
        '  finesse edit 7k2m --threshold 0.31 --positive scratch\n  finesse edit 9xq4 --abstain-below 0.6',
    )
    .action(async (runs: readonly string[], options: EditOptions, command: Command) => {
      const { tag, untag, archive, json, threshold, positive, abstainBelow, ...rest } = options;
      const decision = wantedDecision({ threshold, positive, abstainBelow });
      const asked = { ...rest, archived: archive };
      const isEmpty = Object.values(asked).every((value) => value === undefined);
      if (isEmpty && decision === undefined && tag.length === 0 && untag.length === 0)
        throw cliFault('nothingToChange', {});
      const { findRun } = await import('../store/runs-repository.ts');
      const { editRuns } = await import('../store/run-edits.ts');
      const experiment = asked.experiment === false ? null : asked.experiment;
      const { finishedRun } = await import('../jobs/finished-run.ts');
      const { writeTogether } = await import('../store/write-together.ts');
      const { keepDecision } = await import('../jobs/kept-decision.ts');
      const ids = await withStore(command, (store) => {
        const { db } = store;
        const found = runs.map((run) => findRun(db, run).id);
        // All of the runs or none: one of them may lack the class.
        writeTogether(db, () => {
          if (decision !== undefined)
            for (const id of found) keepDecision(store, finishedRun(store, id), decision);
          editRuns(db, found, { ...asked, experiment, addTags: tag, removeTags: untag });
        });
        return found;
      });
      if (json) printJson({ runs: ids });
      else print(`Changed ${ids.join(', ')}.`);
    });
}

type DecisionOptions = Pick<EditOptions, 'threshold' | 'positive' | 'abstainBelow'>;

/** undefined: nothing is asked of the rule; null: none is to be kept. */
function wantedDecision({
  threshold,
  positive,
  abstainBelow,
}: DecisionOptions): WantedDecision | null | undefined {
  if (threshold === false) {
    if (abstainBelow !== undefined || positive !== undefined) throw cliFault('oneRule', {});
    return null;
  }
  if (threshold !== undefined && abstainBelow !== undefined) throw cliFault('oneRule', {});
  if (threshold !== undefined)
    return { kind: 'threshold', class: positive, threshold: shareOf('--threshold', threshold) };
  if (positive !== undefined) throw cliFault('oneRule', {});
  if (abstainBelow !== undefined) return { kind: 'abstain', below: shareOf('--abstain-below', abstainBelow) };
  return undefined;
}

function shareOf(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw cliFault('notAShare', { option, given: text });
  return value;
}

function gather(text: string, before: readonly string[]): string[] {
  return [...before, text];
}
