// How the person sees the wizard: simple or expert, kept in the settings for every draft to come; and whether the
// dialog with the recipe is open, which several places lead to.
import { getContext, setContext } from 'svelte';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { toasts } from '../../lib/ui/toasts.svelte.ts';

export class WizardView {
  #api: ApiClient;
  #expert = $state(false);
  recipeOpen = $state(false);
  /** Field of the recipe to be shown in the dialog; undefined for all of it. */
  recipeField = $state<string>();

  constructor(api: ApiClient) {
    this.#api = api;
    void this.#load();
  }

  get expert(): boolean {
    return this.#expert;
  }

  async setExpert(expert: boolean): Promise<void> {
    this.#expert = expert;
    await this.#api.settings.put({ expert }).catch((error: unknown) => toasts.fail(error));
  }

  openRecipe(field?: string): void {
    this.recipeField = field;
    this.recipeOpen = true;
  }

  async #load(): Promise<void> {
    // Without an answer the simple view stays; the frame itself tells when there is no connection.
    const settings = await this.#api.settings.get().catch(() => undefined);
    if (settings !== undefined) this.#expert = settings.expert;
  }
}

const key = Symbol('wizard view');

/** Gives the view to every step below. */
export function setWizardView(view: WizardView): void {
  setContext(key, view);
}

/** To be called while a component of the wizard is made. */
export function getWizardView(): Pick<WizardView, 'expert' | 'openRecipe'> {
  return getContext<WizardView | undefined>(key) ?? { expert: false, openRecipe: () => undefined };
}
