// A training that is being prepared: the recipe as far as it is written, saved as it changes, and what main says of it.
// The steps of the wizard read and write it; they hold no copy of their own.
import { isTaskName, type TaskName } from '../../../src-main/api/contract/facts.ts';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { toasts } from '../../lib/ui/toasts.svelte.ts';
import { DataInspection } from './data-inspection.svelte.ts';
import { type Conflict, DraftStore } from './draft-store.ts';
import { Estimation } from './estimation.svelte.ts';
import { ModelFacts } from './model-facts.svelte.ts';
import { fieldAt, type RecipeDraft, withField } from './recipe-path.ts';
import { type StepName, stepOf } from './wizard-steps.ts';

type Check = Awaited<ReturnType<ApiClient['recipes']['check']>>;
export type DraftIssue = Check['issues'][number];
export type DraftChange = Check['changed'][number];

export interface StepState {
  readonly state: 'new' | 'attention' | 'done';
  readonly count: number;
}

interface Prepared {
  readonly id: string;
  readonly recipe: RecipeDraft;
  /** The run it was made from. */
  readonly parent?: string | null;
  /** Of the version in the store; absent for a new draft. */
  readonly updatedAtMs?: number;
}

/** Long enough that typing does not ask at every key, short enough to feel immediate. */
const quietMs = 250;

export class Draft {
  readonly id: string;
  /** The run it was made from, whose examples keep their splits. */
  readonly parent: string | undefined;
  /** The reading of its data. */
  readonly data: DataInspection;
  /** The library, and the chosen model described. */
  readonly models: ModelFacts;
  /** Time, memory and disk, once measured. */
  readonly estimation: Estimation;
  #api: ApiClient;
  #recipe = $state.raw<RecipeDraft>({});
  #check = $state.raw<Check>();
  /** The recipe that `#check` is about. */
  #checked = $state.raw<RecipeDraft>();
  #filled = $state.raw<Readonly<Record<string, unknown>>>();
  #saving = $state<'saved' | 'saving' | 'failed'>('saved');
  #conflict = $state<Conflict>();
  readonly #store: DraftStore;
  #visited = $state.raw<ReadonlySet<StepName>>(new Set());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | undefined;
  /** The message that offers to take the last change back. */
  #offer: number | undefined;

  constructor(api: ApiClient, { id, recipe, parent, updatedAtMs }: Prepared) {
    this.#api = api;
    this.id = id;
    this.parent = parent ?? undefined;
    this.#store = new DraftStore(api, id, updatedAtMs ?? null);
    this.#recipe = recipe;
    this.models = new ModelFacts(api);
    this.estimation = new Estimation(api);
    this.data = new DataInspection(api, { parent: this.parent, onReport: () => void this.recheck() });
    void this.recheck();
  }

  /** Only what was written; everything else is a default. */
  get recipe(): RecipeDraft {
    return this.#recipe;
  }

  /** What main says of the recipe: complete form, issues, warnings. Undefined until the first answer. */
  get check(): Check | undefined {
    return this.#check;
  }

  /** What was read of the data; undefined until it was, and where it cannot be used. */
  get dataset() {
    return this.data.report?.dataset ?? undefined;
  }

  get saving(): 'saved' | 'saving' | 'failed' {
    return this.#saving;
  }

  /** Another window has written it too: nothing is saved until the person has chosen. */
  get conflict(): Conflict | undefined {
    return this.#conflict;
  }

  get task(): TaskName | undefined {
    const { task } = this.#recipe;
    return isTaskName(task) ? task : undefined;
  }

  /** What keeps it from being started: what main says of the recipe, and what the reading of the data says. */
  get issues(): readonly DraftIssue[] {
    const written = (this.#check?.issues ?? []).filter((issue) => !this.#isOutdated(issue));
    const ofData = written.some(({ step }) => step === 'data') ? undefined : this.data.issue;
    return ofData === undefined ? written : [...written, ofData];
  }

  /** Whether main has answered about the recipe as it is now. */
  get isChecked(): boolean {
    return this.#checked === this.#recipe;
  }

  /** It can be started: nothing is missing, and the data has been read. */
  get ready(): boolean {
    return this.#check !== undefined && this.issues.length === 0 && this.dataset !== undefined;
  }

  /** What was written at a path. */
  written(path: string): unknown {
    return fieldAt(this.#recipe, path);
  }

  /** What holds at a path: what was written, or else the default. */
  value(path: string): unknown {
    return this.written(path) ?? fieldAt(this.#filled, path);
  }

  /** How a field differs from its default; undefined where it does not. */
  change(path: string): DraftChange | undefined {
    return this.#check?.changed.find((change) => change.path === path);
  }

  stepState(step: StepName): StepState {
    const count = this.issues.filter((issue) => stepOf(issue.path) === step).length;
    const known = this.#visited.has(step) || this.#recipe[step] !== undefined;
    if (count > 0) return { state: known ? 'attention' : 'new', count };
    return { state: known ? 'done' : 'new', count };
  }

  visit(step: StepName): void {
    if (!this.#visited.has(step)) this.#visited = new Set([...this.#visited, step]);
  }

  /** Writes a field; undefined gives it back to its default. */
  set(path: string, value: unknown): void {
    this.replace(withField(this.#recipe, path, value));
  }

  /** Writes several fields at once: one check, one save. */
  setAll(values: Readonly<Record<string, unknown>>): void {
    this.replace(this.#with(values));
  }

  /** Like `setAll` for what overwrites much in one press. */
  overwriteAll(values: Readonly<Record<string, unknown>>, said: string): void {
    this.overwrite(this.#with(values), said);
  }

  /** Like `replace` for what overwrites much in one press: says so, and offers the way back until the next change. */
  overwrite(recipe: RecipeDraft, said: string): void {
    const before = this.#recipe;
    this.replace(recipe);
    this.#offer = toasts.done(said, () => this.replace(before));
  }

  /** Puts a whole recipe in the place of this one. */
  replace(recipe: RecipeDraft): void {
    this.#withdrawOffer();
    this.#recipe = recipe;
    this.#saving = 'saving';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#review(), quietMs);
  }

  /** Saves and checks at once, for example before the page is left. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#saving !== 'saved') await this.#review();
  }

  /** Saves it in the place of what another window wrote. */
  async keepOwn(): Promise<void> {
    await this.#store.acceptStored();
    this.#conflict = undefined;
    this.#saving = 'saving';
    await this.#review();
  }

  /** Ends what is on its way; what was written last is saved all the same. */
  close(): void {
    this.#withdrawOffer();
    void this.flush();
    this.data.cancel();
    this.models.report.cancel();
    this.estimation.cancel();
  }

  #with(values: Readonly<Record<string, unknown>>): RecipeDraft {
    return Object.entries(values).reduce(
      (recipe, [path, value]) => withField(recipe, path, value),
      this.#recipe,
    );
  }

  /** Taking back an earlier change would take later ones with it. */
  #withdrawOffer(): void {
    if (this.#offer !== undefined) toasts.hide(this.#offer);
    this.#offer = undefined;
  }

  /** While a newer answer is on its way: what was missing and has been written since. */
  #isOutdated({ code, path }: DraftIssue): boolean {
    return !this.isChecked && code?.startsWith('missing-') === true && this.written(path) !== undefined;
  }

  async #review(): Promise<void> {
    const recipe = this.#recipe;
    const saved = this.#save(recipe);
    await this.recheck();
    const outcome = await saved;
    if (recipe === this.#recipe) this.#saving = outcome;
  }

  /** A failure is told by the word beside the title, and tried again at the next change. */
  async #save(recipe: RecipeDraft): Promise<'saved' | 'failed'> {
    if (this.#conflict !== undefined) return 'failed';
    const outcome = await this.#store.save(recipe);
    if (outcome === 'changed' || outcome === 'gone') {
      this.#conflict = outcome;
      return 'failed';
    }
    return outcome;
  }

  /** Asks main about the recipe as it is now: files may have gone since. */
  async recheck(): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    const recipe = this.#recipe;
    this.data.follow(recipe);
    this.models.follow(
      recipe,
      this.dataset?.classes.map(({ name }) => name),
    );
    const key = this.data.key;
    try {
      const check = await this.#api.recipes.check(
        key === undefined ? { draft: recipe } : { draft: recipe, key },
        {
          signal: request.signal,
        },
      );
      if (request.signal.aborted) return;
      this.#check = check;
      this.#checked = recipe;
      if (check.filled !== null) this.#filled = check.filled;
    } catch {
      // The last answer stays; the frame tells of a lost connection, and the next change asks again.
    }
  }
}
