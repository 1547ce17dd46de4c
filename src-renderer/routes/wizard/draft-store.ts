// A draft in the store of main: one save after the other, each naming the version it was made from, so that what another
// window wrote meanwhile is noticed and not overwritten.
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { faultOf } from '../../lib/api/faults.ts';
import type { RecipeDraft } from './recipe-path.ts';

/** changed: another window has written a version of its own. gone: it was started or removed there. */
export type Conflict = 'changed' | 'gone';
export type SaveOutcome = 'saved' | 'failed' | Conflict;

export class DraftStore {
  readonly #api: ApiClient;
  readonly #id: string;
  /** The version in the store; null before there is one. */
  #known: number | null;
  /** The recipe of a save whose answer never came: it may have arrived. */
  #unanswered: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(api: ApiClient, id: string, known: number | null) {
    this.#api = api;
    this.#id = id;
    this.#known = known;
  }

  /** Never rejects. */
  save(recipe: RecipeDraft): Promise<SaveOutcome> {
    // Two at a time would take each other for another window.
    const outcome = this.#last.then(() => this.#put(recipe));
    this.#last = outcome;
    return outcome;
  }

  /** Takes whatever is in the store for the version to go on from. */
  async acceptStored(): Promise<void> {
    this.#known = await this.#stored().then(
      (stored) => stored.updatedAtMs,
      () => null,
    );
  }

  async #put(recipe: RecipeDraft): Promise<SaveOutcome> {
    try {
      const put = await this.#api.drafts.put({ id: this.#id, recipe, known: this.#known });
      this.#known = put.updatedAtMs;
      return 'saved';
    } catch (error) {
      const { code } = faultOf(error);
      if (code === 'store.unknownDraft') return 'gone';
      if (code !== 'store.draftChanged') {
        this.#unanswered = JSON.stringify(recipe);
        return 'failed';
      }
      return (await this.#isOwn()) ? this.#put(recipe) : 'changed';
    }
  }

  /** Whether the stored version is one of ours whose answer was lost. */
  async #isOwn(): Promise<boolean> {
    const stored = await this.#stored().catch(() => undefined);
    if (stored === undefined || JSON.stringify(stored.recipe) !== this.#unanswered) return false;
    this.#unanswered = undefined;
    this.#known = stored.updatedAtMs;
    return true;
  }

  #stored() {
    return this.#api.drafts.get({ id: this.#id });
  }
}
