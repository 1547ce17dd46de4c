// What is known of models: those of the library, and the one the draft has chosen.

import { isTaskName } from '../../../src-main/api/contract/facts.ts';
import type { ModelEntry, ModelReport } from '../../../src-main/api/contract/models.ts';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { Resource } from '../../lib/api/resource.svelte.ts';
import { fieldAt, type RecipeDraft } from './recipe-path.ts';

export class ModelFacts {
  readonly library = new Resource<readonly ModelEntry[]>();
  readonly report = new Resource<ModelReport>();
  #api: ApiClient;
  #asked = '';
  #described = $state('');

  constructor(api: ApiClient) {
    this.#api = api;
    void this.reload();
  }

  reload(): Promise<void> {
    return this.library.load((signal) => this.#api.models.list(undefined, { signal }));
  }

  /** The library's entry that a recipe's `model` names; undefined for weights of somewhere else. */
  entryOf(model: unknown): ModelEntry | undefined {
    return this.library.value?.find((entry) => isSameModel(entry.model, model));
  }

  /** The description of the chosen model; undefined while another one is on its way. */
  get current(): ModelReport | undefined {
    return this.#described === this.#asked ? this.report.value : undefined;
  }

  /** Describes the chosen model when it, or what it is to learn, has changed. */
  follow(recipe: RecipeDraft, classes: readonly string[] | undefined): void {
    const question = questionOf(recipe, classes);
    const asked = JSON.stringify(question ?? '');
    if (asked === this.#asked) return;
    this.#asked = asked;
    if (question === undefined) {
      this.report.cancel();
      return;
    }
    void this.report.load(async (signal) => {
      const report = await this.#api.models.describe(question, { signal });
      this.#described = asked;
      return report;
    });
  }

  again(recipe: RecipeDraft, classes: readonly string[] | undefined): void {
    this.#asked = '';
    this.follow(recipe, classes);
  }
}

/** Whether two `model` fragments name the same weights, or the same architecture. */
export function isSameModel(one: unknown, other: unknown): boolean {
  const weights = fieldAt(other, 'weights');
  if (weights !== undefined || fieldAt(one, 'weights') !== undefined)
    return fieldAt(one, 'weights') === weights;
  const architecture = fieldAt(other, 'architecture');
  return (
    architecture !== undefined &&
    JSON.stringify(fieldAt(one, 'architecture')) === JSON.stringify(architecture)
  );
}

type Question = Parameters<ApiClient['models']['describe']>[0];

function questionOf(recipe: RecipeDraft, classes: readonly string[] | undefined): Question | undefined {
  const { task, model } = recipe;
  if (!isTaskName(task)) return undefined;
  if (fieldAt(model, 'weights') === undefined && fieldAt(model, 'architecture') === undefined)
    return undefined;
  const imageSize = fieldAt(recipe, 'preprocessing.imageSize');
  return {
    task,
    model: model as Question['model'], // main checks it and answers with what is wrong
    ...(classes !== undefined && classes.length >= 2
      ? { classes: classes.length, classNames: [...classes] }
      : {}),
    ...(typeof imageSize === 'number' ? { imageSize } : {}),
  };
}
