// What the table of runs holds and shows: all runs, how they are looked at, what is selected, and where the cursor is.
// The view lives in the address; what follows from it is derived, so that nothing has to be kept in step.
import { SvelteSet } from 'svelte/reactivity';
import type { ApiClient } from '../../../../src-main/api/contract.ts';
import { follow } from '../../../lib/api/follow.ts';
import { Resource } from '../../../lib/api/resource.svelte.ts';
import { router } from '../../../lib/state/router.svelte.ts';
import type { AppSettings } from '../../../lib/state/settings.svelte.ts';
import { toasts } from '../../../lib/ui/toasts.svelte.ts';
import { type RunColumn, shownColumns } from './run-columns.ts';
import { filterRuns, noFilter, type RunFilter } from './run-filter.ts';
import { type Line, linesOf } from './run-groups.ts';
import type { RunRow } from './run-row.ts';
import { sortRuns } from './run-sort.ts';
import { queryOf, type View, viewOf } from './run-view.ts';

type Edit = Omit<Parameters<ApiClient['runs']['edit']>[0], 'runs'>;

/** News of a run in training come ten times a second; the table is content with this. */
const lookMs = 1_000;
const keepMs = 600;

interface ChosenLine {
  readonly key: string | undefined;
  readonly at: number;
}

/** What a line is about, wherever it stands. */
export function keyOf(line: Line): string {
  return line.kind === 'run' ? line.run.id : `group ${line.group.value}`;
}

export class RunsTable {
  readonly #api: ApiClient;
  readonly #settings: AppSettings;
  readonly runs = new Resource<readonly RunRow[]>();
  readonly selected = new SvelteSet<string>();
  readonly #collapsed = new SvelteSet<string>();
  #view = $state.raw<View>(viewOf(new URLSearchParams()));
  /** The line of the cursor, and where it was when it was chosen: news may move it, or take it away. */
  #chosen = $state.raw<ChosenLine>({ key: undefined, at: 0 });
  /** Where a range of selected lines begins. */
  #anchor: ChosenLine = { key: undefined, at: 0 };
  #moves = $state(0);
  #keepTimer: ReturnType<typeof setTimeout> | undefined;

  readonly columns: readonly RunColumn[] = $derived.by(() =>
    shownColumns(this.#settings.value?.runColumns ?? []),
  );
  /** The runs that pass the filters, sorted. */
  readonly shown: readonly RunRow[] = $derived.by(() =>
    sortRuns(filterRuns(this.runs.value ?? [], this.#view.filter, Date.now()), this.#view.order),
  );
  readonly lines: readonly Line[] = $derived.by(() =>
    linesOf(this.shown, this.#view.grouping, this.#collapsed),
  );
  /** Undefined where none is chosen, or it is gone. */
  readonly baseline: RunRow | undefined = $derived.by(() =>
    this.runs.value?.find(({ id }) => id === this.#view.baseline),
  );
  readonly cursor: number = $derived.by(() => this.#placeOf(this.#chosen));
  readonly selectedRuns: readonly RunRow[] = $derived.by(() =>
    (this.runs.value ?? []).filter(({ id }) => this.selected.has(id)),
  );
  /** Selected runs that the filters hide: a selection may be collected from several searches. */
  readonly hiddenSelected: number = $derived.by(() => {
    const shown = new Set(this.shown.map(({ id }) => id));
    return this.selectedRuns.filter(({ id }) => !shown.has(id)).length;
  });

  constructor(api: ApiClient, settings: AppSettings) {
    this.#api = api;
    this.#settings = settings;
    const { query } = router.place;
    this.#view = viewOf(query.size > 0 ? query : new URLSearchParams(settings.value?.runView ?? ''));
  }

  get view(): View {
    return this.#view;
  }

  /** Grows each time the person moves the cursor. */
  get moves(): number {
    return this.#moves;
  }

  load(): Promise<void> {
    return this.runs.load(async (signal) => readNow(await this.#api.runs.list({}, { signal })));
  }

  /** Keeps the rows up to date until the returned function is called. */
  follow(): () => void {
    const request = new AbortController();
    void this.#follow(request.signal);
    return () => request.abort();
  }

  /** Looks at the runs another way; the address and the settings remember. */
  look(change: Partial<View>): void {
    this.#choose(0);
    this.#show(change);
  }

  /** Holds metrics against a run, or against none; nothing moves. */
  holdAgainst(baseline: string | undefined): void {
    this.#show({ baseline });
  }

  #show(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change };
    const query = queryOf(this.#view).toString();
    router.go(query === '' ? '#/runs' : `#/runs?${query}`, { replace: true });
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => void this.#settings.put({ runView: query }), keepMs);
  }

  filter(change: Partial<RunFilter>): void {
    this.look({ filter: { ...this.#view.filter, ...change } });
  }

  clearFilters(): void {
    this.look({ filter: noFilter });
  }

  chooseColumns(keys: readonly string[]): void {
    void this.#settings.put({ runColumns: [...keys] });
  }

  isCollapsed(group: string): boolean {
    return this.#collapsed.has(group);
  }

  setCollapsed(group: string, collapsed: boolean): void {
    if (collapsed) this.#collapsed.add(group);
    else this.#collapsed.delete(group);
  }

  /** Moves the cursor; `extend` selects everything from where it began. */
  moveTo(line: number, { extend = false } = {}): void {
    const to = Math.max(0, Math.min(line, this.lines.length - 1));
    this.#choose(to);
    if (extend) this.selectRange(this.#placeOf(this.#anchor), to);
    else this.#anchor = this.#chosen;
  }

  /** The cursor goes where the focus went; a range still begins where it began. */
  mark(line: number): void {
    if (line !== this.cursor) this.#choose(line);
  }

  /** Selects or unselects the run of a line; `extend` takes all lines from the last one that was chosen. */
  toggle(line: number, { extend = false } = {}): void {
    const chosen = this.lines[line];
    this.#choose(line);
    if (extend) {
      this.selectRange(this.#placeOf(this.#anchor), line);
      return;
    }
    this.#anchor = this.#chosen;
    if (chosen?.kind === 'run') this.#put(chosen.run.id, !this.selected.has(chosen.run.id));
    else if (chosen) this.selectAll(chosen.group.runs);
  }

  selectRange(from: number, until: number): void {
    const [first, last] = from < until ? [from, until] : [until, from];
    for (const line of this.lines.slice(first, last + 1))
      if (line.kind === 'run') this.selected.add(line.run.id);
  }

  /** All of them; none where all are selected already. */
  selectAll(runs: readonly RunRow[] = this.shown): void {
    const all = runs.every(({ id }) => this.selected.has(id));
    for (const { id } of runs) this.#put(id, !all);
  }

  /** Changes runs, at once on the screen; a failure is told and the truth asked for again. Whether it worked. */
  async edit(ids: readonly string[], edit: Edit): Promise<boolean> {
    if (ids.length === 0) return false;
    // What leaves the table leaves the selection: nothing more should happen to runs that were put away.
    if (edit.archived !== undefined && edit.archived !== this.#view.filter.archived)
      for (const id of ids) this.selected.delete(id);
    const known = new Set(ids);
    this.runs.set((this.runs.value ?? []).map((run) => (known.has(run.id) ? edited(run, edit) : run)));
    try {
      await this.#api.runs.edit({ runs: [...ids], ...edit });
      return true;
    } catch (error) {
      toasts.fail(error);
      await this.load();
      return false;
    }
  }

  /** Runs that are gone leave the table and the selection. */
  forget(ids: readonly string[]): void {
    const gone = new Set(ids);
    for (const id of ids) this.selected.delete(id);
    this.runs.set((this.runs.value ?? []).filter(({ id }) => !gone.has(id)));
  }

  #choose(at: number): void {
    const line = this.lines[at];
    this.#chosen = { key: line && keyOf(line), at };
    this.#moves += 1;
  }

  #placeOf({ key, at }: ChosenLine): number {
    const found = key === undefined ? -1 : this.lines.findIndex((line) => keyOf(line) === key);
    return found >= 0 ? found : Math.min(at, Math.max(0, this.lines.length - 1));
  }

  #put(id: string, on: boolean): void {
    if (on) this.selected.add(id);
    else this.selected.delete(id);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    type News = Awaited<ReturnType<ApiClient['training']['listChanges']>>;
    const ask = (since: Pick<News, 'instance' | 'revision'> | undefined, asked: AbortSignal) =>
      this.#api.training.listChanges({ since }, { signal: asked });
    const cursorOf = ({ instance, revision }: News) => ({ instance, revision });
    try {
      for await (const { runs } of follow(ask, { cursorOf, signal })) {
        if (runs === null) await this.load();
        else if (runs.length > 0) await this.#refresh(runs, signal);
        await new Promise((done) => setTimeout(done, lookMs));
      }
    } catch (error) {
      if (!signal.aborted) toasts.fail(error);
    }
  }

  async #refresh(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const rows = readNow(await this.#api.runs.list({ runs: [...ids] }, { signal }));
    const news = new Map(rows.map((row) => [row.id, row]));
    const gone = new Set(ids.filter((id) => !news.has(id)));
    const before = this.runs.value ?? [];
    const known = new Set(before.map(({ id }) => id));
    const kept = before.filter(({ id }) => !gone.has(id)).map((run) => news.get(run.id) ?? run);
    for (const id of gone) this.selected.delete(id);
    this.runs.set([...rows.filter(({ id }) => !known.has(id)), ...kept]);
  }
}

function readNow(rows: readonly RunRow[]): readonly RunRow[] {
  const readAtMs = performance.now();
  return rows.map((row) => ({ ...row, readAtMs }));
}

function edited(run: RunRow, edit: Edit): RunRow {
  const { addTags = [], removeTags = [], ...rest } = edit;
  const tags = [...new Set([...run.tags, ...addTags])].filter((tag) => !removeTags.includes(tag)).sort();
  const changes = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...run, ...changes, tags };
}
