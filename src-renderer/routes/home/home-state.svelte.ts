// What the start page has fetched, and the ways to begin from it.
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { progressOf } from '../../lib/api/progress.ts';
import { Resource } from '../../lib/api/resource.svelte.ts';
import { pickPath } from '../../lib/files/pick-path.svelte.ts';
import { i18n } from '../../lib/i18n/i18n.svelte.ts';
import { router, to } from '../../lib/state/router.svelte.ts';
import { toasts } from '../../lib/ui/toasts.svelte.ts';
import { newDraftId } from '../wizard/fork-run.ts';

type Runs = Awaited<ReturnType<ApiClient['runs']['list']>>;
export type RecentRun = Runs[number];
export type Drafts = Awaited<ReturnType<ApiClient['drafts']['list']>>;
export type Hello = Awaited<ReturnType<ApiClient['system']['hello']>>;
type Task = Parameters<ApiClient['data']['sample']>[0]['task'];

const numRecent = 6;

export class HomeState {
  readonly #api: ApiClient;
  readonly recent = new Resource<Runs>();
  readonly drafts = new Resource<Drafts>();
  readonly machine = new Resource<Hello>();
  /** Aborted when the page is left: what is being prepared must not take the person somewhere else later. */
  readonly #left = new AbortController();
  #busy = $state<Task | 'open'>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** What is being prepared; one thing at a time. */
  get busy(): Task | 'open' | undefined {
    return this.#busy;
  }

  get error(): unknown {
    return this.recent.error ?? this.drafts.error;
  }

  /** Nothing was ever done in this store; undefined while that is not known. */
  get isNew(): boolean | undefined {
    if (this.recent.value === undefined || this.drafts.value === undefined) return undefined;
    return this.recent.value.length === 0 && this.drafts.value.length === 0;
  }

  leave(): void {
    this.#left.abort();
  }

  load(): void {
    void this.recent.load((signal) => this.#api.runs.list({ newest: numRecent }, { signal }));
    void this.drafts.load((signal) => this.#api.drafts.list(undefined, { signal }));
    void this.machine.load((signal) => this.#api.system.hello(undefined, { signal }));
  }

  /** A draft over our own data, opened in the wizard where its examples are seen. */
  startSample(task: Task): Promise<void> {
    return this.#once(task, async () => {
      const { name, data, recipe } = await progressOf(
        await this.#api.data.sample({ task }, { signal: this.#left.signal }),
      );
      await this.#openDraft({ ...recipe, name, task, data });
    });
  }

  /** A recipe becomes a draft; the runs of a `.finesse` file are added. Asks for the file where none is given. */
  openFile(given?: string): Promise<void> {
    return this.#once('open', async () => {
      const title = i18n.t.home.start.openTitle;
      const file = given ?? (await pickPath(this.#api, { kind: 'file', show: 'all', title }));
      if (file === undefined) return;
      if (file.toLowerCase().endsWith('.finesse')) await this.#importRuns(file);
      else await this.#openDraft((await this.#api.recipes.open({ file })).recipe);
    });
  }

  async #importRuns(file: string): Promise<void> {
    const { runs } = await progressOf(await this.#api.bundles.import({ file }));
    const added = runs.filter(({ outcome }) => outcome === 'added');
    const t = i18n.t.home.start;
    toasts.show({ tone: 'good', title: added.length > 0 ? t.imported(added.length) : t.importedNone });
    const [only] = runs;
    if (this.#left.signal.aborted) return;
    router.go(runs.length === 1 && only ? to('runs', only.id) : to('runs'));
  }

  async #openDraft(recipe: Readonly<Record<string, unknown>>): Promise<void> {
    const id = newDraftId();
    await this.#api.drafts.put({ id, recipe }, { signal: this.#left.signal });
    router.go(to('wizard', id, 'data'));
  }

  async #once(what: Task | 'open', act: () => Promise<void>): Promise<void> {
    if (this.#busy !== undefined) return;
    this.#busy = what;
    try {
      await act();
    } catch (error) {
      if (!this.#left.signal.aborted) toasts.fail(error);
    } finally {
      this.#busy = undefined;
    }
  }
}
