// What the training will take on this machine, as a dry run of a few real steps has measured it. Kept with the draft,
// so that every step and the summary show the same numbers, and say when they are of an older recipe.

import type { TrainingEstimate } from '../../../src-main/api/contract/training.ts';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { isAborted } from '../../lib/api/faults.ts';
import { progressOf } from '../../lib/api/progress.ts';
import { toasts } from '../../lib/ui/toasts.svelte.ts';
import type { RecipeDraft } from './recipe-path.ts';

export class Estimation {
  #api: ApiClient;
  #value = $state.raw<TrainingEstimate>();
  #recipe = $state('');
  #progress = $state.raw<{ readonly done: number; readonly total: number }>();
  #request: AbortController | undefined;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** The last measurement, of whatever recipe. */
  get value(): TrainingEstimate | undefined {
    return this.#value;
  }

  /** Present while it is measured. */
  get progress(): { readonly done: number; readonly total: number } | undefined {
    return this.#progress;
  }

  /** Whether the measurement is of this recipe; the name of a training changes nothing. */
  isOf(recipe: RecipeDraft): boolean {
    return this.#recipe === written(recipe);
  }

  async measure(recipe: RecipeDraft): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#progress = { done: 0, total: 0 };
    try {
      const stream = await this.#api.training.estimate({ recipe }, { signal: request.signal });
      const value = await progressOf(stream, (progress) => {
        if (!request.signal.aborted) this.#progress = progress;
      });
      if (request.signal.aborted) return;
      this.#value = value;
      this.#recipe = written(recipe);
    } catch (error) {
      if (!request.signal.aborted && !isAborted(error)) toasts.fail(error);
    } finally {
      if (this.#request === request) this.#progress = undefined;
    }
  }

  cancel(): void {
    this.#request?.abort();
    this.#progress = undefined;
  }
}

function written({ name: _, experiment: __, ...recipe }: RecipeDraft): string {
  return JSON.stringify(recipe);
}
