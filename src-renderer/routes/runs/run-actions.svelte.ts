// What can be done with runs, from their table and from their page. What needs an answer first opens a dialog: its name
// and its runs stand here, `RunDialogs.svelte` draws it.
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { saveFile } from '../../lib/charts/save-file.ts';
import { i18n } from '../../lib/i18n/i18n.svelte.ts';
import { router, to, toWith } from '../../lib/state/router.svelte.ts';
import { toasts } from '../../lib/ui/toasts.svelte.ts';
import { forkRun } from '../wizard/fork-run.ts';
import { runsAsCsv } from './table/run-csv.ts';
import type { RunRow } from './table/run-row.ts';
import type { RunsTable } from './table/runs-table.svelte.ts';

export type DialogKind = 'rename' | 'note' | 'tags' | 'move' | 'remove' | 'export' | 'import' | 'experiments';
export type RunEdit = Omit<Parameters<ApiClient['runs']['edit']>[0], 'runs'>;

/** What an action needs to know of a run. */
export type ActedRun = Pick<
  RunRow,
  'id' | 'name' | 'state' | 'tags' | 'notes' | 'experiment' | 'favourite' | 'archived' | 'weightsDropped'
>;

export interface RunActionsHost {
  readonly api: ApiClient;
  /** Whether it worked; a failure has been told. */
  edit(ids: readonly string[], edit: RunEdit): Promise<boolean>;
  /** Runs are gone. */
  removed(ids: readonly string[]): void;
  /** Runs changed or came in ways that only main knows. */
  reload(): void;
  /** Shows the runs of an experiment; absent where there is no table. */
  showExperiment?(name: string): void;
}

interface OpenDialog {
  readonly kind: DialogKind;
  readonly runs: readonly ActedRun[];
  readonly experiment?: string;
  readonly files?: readonly string[];
}

export const mostCompared = 12;

export class RunActions {
  readonly host: RunActionsHost;
  #dialog = $state.raw<OpenDialog>();

  constructor(host: RunActionsHost) {
    this.host = host;
  }

  get dialog(): OpenDialog | undefined {
    return this.#dialog;
  }

  /** `more` names the experiment to export or the files to import. */
  ask(
    kind: DialogKind,
    runs: readonly ActedRun[] = [],
    more: Pick<OpenDialog, 'experiment' | 'files'> = {},
  ): void {
    this.#dialog = { kind, runs, ...more };
  }

  close(): void {
    this.#dialog = undefined;
  }

  /** Puts runs away, or takes them back, and offers to undo it: the runs are out of sight at once. */
  async archive(runs: readonly ActedRun[], archived: boolean): Promise<void> {
    const ids = runs.filter((run) => run.archived !== archived).map(({ id }) => id);
    if (!(await this.host.edit(ids, { archived }))) return;
    const { archivedRuns, unarchivedRuns } = i18n.t.runs;
    toasts.done((archived ? archivedRuns : unarchivedRuns)(ids.length), async () => {
      await this.host.edit(ids, { archived: !archived });
    });
  }

  /** Puts tags on runs and takes others off; undone, each run has those it had. */
  async retag(
    runs: readonly ActedRun[],
    addTags: readonly string[],
    removeTags: readonly string[],
  ): Promise<void> {
    const before = runs.map(({ id, tags }) => ({
      id,
      edit: {
        addTags: removeTags.filter((tag) => tags.includes(tag)),
        removeTags: addTags.filter((tag) => !tags.includes(tag)),
      },
    }));
    const edit = { addTags: [...addTags], removeTags: [...removeTags] };
    if (!(await this.host.edit(idsOf(runs), edit))) return;
    toasts.done(i18n.t.runs.taggedRuns(runs.length), () => this.#restore(before));
  }

  /** Moves runs to an experiment, or out of theirs; undone, each is where it was. */
  async move(runs: readonly ActedRun[], experiment: string | null): Promise<void> {
    const moving = runs.filter((run) => run.experiment !== experiment);
    const before = moving.map((run) => ({ id: run.id, edit: { experiment: run.experiment } }));
    if (moving.length === 0 || !(await this.host.edit(idsOf(moving), { experiment }))) return;
    toasts.done(i18n.t.runs.movedRuns(moving.length, experiment), () => this.#restore(before));
  }

  /** One call for all runs that were alike. */
  async #restore(before: readonly { readonly id: string; readonly edit: RunEdit }[]): Promise<void> {
    const groups = Map.groupBy(before, ({ edit }) => JSON.stringify(edit));
    for (const group of groups.values()) if (group[0]) await this.host.edit(idsOf(group), group[0].edit);
  }

  /** The same recipe once more, at the end of the queue. */
  async again(run: ActedRun): Promise<void> {
    try {
      const { recipe, nextName } = await this.host.api.runs.recipe({ run: run.id });
      const started = await this.host.api.training.start({
        recipe: { ...recipe, name: nextName },
        parent: run.id,
      });
      router.go(to('runs', started.run, 'train'));
      toasts.show({ tone: 'good', title: i18n.t.runs.started, text: nextName });
    } catch (error) {
      toasts.fail(error);
    }
  }

  /** The wizard, filled in. */
  async fork(run: ActedRun): Promise<void> {
    try {
      router.go(to('wizard', await forkRun(this.host.api, run.id), 'hyperparameters'));
    } catch (error) {
      toasts.fail(error);
    }
  }

  compare(runs: readonly ActedRun[]): void {
    if (runs.length > mostCompared)
      toasts.show({ tone: 'caution', title: i18n.t.runs.compareMany(mostCompared) });
    router.go(
      toWith(
        {
          ids: runs
            .slice(0, mostCompared)
            .map(({ id }) => id)
            .join(','),
        },
        'compare',
      ),
    );
  }

  /** The columns on show, with plain numbers. */
  saveCsv(runs: readonly RunRow[], { columns, baseline }: Pick<RunsTable, 'columns' | 'baseline'>): void {
    const csv = runsAsCsv(runs, { columns, baseline, t: i18n.t });
    saveFile(`${i18n.t.runs.title}.csv`, new Blob([csv], { type: 'text/csv' }));
  }
}

function idsOf(runs: readonly { readonly id: string }[]): string[] {
  return runs.map(({ id }) => id);
}
