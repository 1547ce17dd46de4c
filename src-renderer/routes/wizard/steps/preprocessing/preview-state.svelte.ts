// What the preprocessing step shows of a person's own examples: asked anew when the recipe or the examples change.
import type { ApiClient } from '../../../../../src-main/api/contract.ts';
import { Resource } from '../../../../lib/api/resource.svelte.ts';
import type { RecipeDraft } from '../../recipe-path.ts';

type Preprocessing = ApiClient['preprocessing'];
export type Preview = Awaited<ReturnType<Preprocessing['preview']>>;
export type PicturePreview = Extract<Preview, { readonly kind: 'image' }>;
export type TextPreview = Extract<Preview, { readonly kind: 'text' }>;
export type Batch = Awaited<ReturnType<Preprocessing['batch']>>;

const shownExamples = 3;

export class PreviewState {
  readonly #api: ApiClient;
  readonly preview = new Resource<Preview>();
  readonly batch = new Resource<Batch>();
  #offset = $state(0);

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** Shows other examples at the next `show`. */
  turn(): void {
    this.#offset += shownExamples;
  }

  /** `numExamples`: of the whole data, so that turning pages comes round. */
  show(recipe: RecipeDraft, data: { readonly key: string; readonly numExamples: number }): void {
    const indices = Array.from(
      { length: Math.min(shownExamples, data.numExamples) },
      // Far apart, since neighbours are often of one class.
      (_, at) =>
        (this.#offset + at * Math.max(1, Math.floor(data.numExamples / shownExamples))) % data.numExamples,
    );
    const ask = { recipe, key: data.key, indices: [...new Set(indices)] };
    void this.preview.load((signal) => this.#api.preprocessing.preview(ask, { signal }));
  }

  showBatch(recipe: RecipeDraft, key: string): void {
    void this.batch.load((signal) => this.#api.preprocessing.batch({ recipe, key }, { signal }));
  }
}
