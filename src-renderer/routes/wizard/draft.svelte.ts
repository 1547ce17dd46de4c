// A training that is being prepared: the recipe as far as it is written, saved as it changes, and what main says of it.
// The steps of the wizard read and write it; they hold no copy of their own.
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { fieldAt, type RecipeDraft, withField } from './recipe-path.ts';

type Check = Awaited<ReturnType<ApiClient['recipes']['check']>>;

/** Long enough that typing does not ask at every key, short enough to feel immediate. */
const quietMs = 250;

export class Draft {
  readonly id: string;
  #api: ApiClient;
  #recipe = $state.raw<RecipeDraft>({});
  #check = $state.raw<Check>();
  #saving = $state<'saved' | 'saving' | 'failed'>('saved');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | undefined;

  constructor(api: ApiClient, { id, recipe }: { readonly id: string; readonly recipe: RecipeDraft }) {
    this.#api = api;
    this.id = id;
    this.#recipe = recipe;
    void this.#review();
  }

  /** Only what was written; everything else is a default. */
  get recipe(): RecipeDraft {
    return this.#recipe;
  }

  /** What main says of the recipe: complete form, issues, warnings. Undefined until the first answer. */
  get check(): Check | undefined {
    return this.#check;
  }

  get saving(): 'saved' | 'saving' | 'failed' {
    return this.#saving;
  }

  /** What was written at a path. */
  written(path: string): unknown {
    return fieldAt(this.#recipe, path);
  }

  /** What holds at a path: what was written, or else the default. */
  value(path: string): unknown {
    return this.written(path) ?? fieldAt(this.#check?.complete, path);
  }

  /** Writes a field; undefined gives it back to its default. */
  set(path: string, value: unknown): void {
    this.replace(withField(this.#recipe, path, value));
  }

  /** Writes several fields at once: one check, one save. */
  setAll(values: Readonly<Record<string, unknown>>): void {
    this.replace(
      Object.entries(values).reduce((recipe, [path, value]) => withField(recipe, path, value), this.#recipe),
    );
  }

  /** Puts a whole recipe in the place of this one. */
  replace(recipe: RecipeDraft): void {
    this.#recipe = recipe;
    this.#saving = 'saving';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#review(), quietMs);
  }

  /** Saves and checks at once, for example before the page is left. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#review();
  }

  async #review(): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    const { signal } = request;
    const recipe = this.#recipe;
    try {
      const [check] = await Promise.all([
        this.#api.recipes.check({ draft: recipe }, { signal }),
        this.#api.drafts.put({ id: this.id, recipe }, { signal }),
      ]);
      if (signal.aborted) return;
      this.#check = check;
      this.#saving = 'saved';
    } catch {
      // Told by the word beside the title; tried again at the next change or when the connection is back.
      if (!signal.aborted) this.#saving = 'failed';
    }
  }
}
