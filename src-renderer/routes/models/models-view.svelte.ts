// How the library is looked at: filter, order, cards or table. Shared by the screen and the wizard's step, and kept
// while the application is open.
import type { ModelEntry } from './model-facts.ts';
import { arrangedModels, type ModelArrangement, type ModelSort } from './model-list.ts';

type Layout = 'cards' | 'table';

let lastLayout: Layout = 'cards';

export class ModelsView {
  #arrangement = $state.raw<ModelArrangement>({
    kind: 'all',
    search: '',
    sort: undefined,
    descending: false,
  });
  #layout = $state<Layout>(lastLayout);

  get arrangement(): ModelArrangement {
    return this.#arrangement;
  }

  get layout(): Layout {
    return this.#layout;
  }

  arranged(models: readonly ModelEntry[]): readonly ModelEntry[] {
    return arrangedModels(models, this.#arrangement);
  }

  arrange(arrangement: ModelArrangement): void {
    this.#arrangement = arrangement;
  }

  /** Once upwards, once downwards, then as the library has them. */
  sortBy(sort: ModelSort): void {
    const { sort: before, descending } = this.#arrangement;
    const next =
      before !== sort
        ? { sort, descending: false }
        : descending
          ? { sort: undefined, descending: false }
          : { sort, descending: true };
    this.#arrangement = { ...this.#arrangement, ...next };
  }

  show(layout: Layout): void {
    this.#layout = layout;
    lastLayout = layout;
  }
}
