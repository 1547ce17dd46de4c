// What is known of the draft's data: read and checked by main whenever the data, or what is done with it, changes.

import type { DataReport } from '../../../src-main/api/contract/data.ts';
import { isTaskName } from '../../../src-main/api/contract/facts.ts';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { isAborted } from '../../lib/api/faults.ts';
import { progressOf } from '../../lib/api/progress.ts';
import { fieldAt, type RecipeDraft } from './recipe-path.ts';

export interface InspectionProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

type Issue = Awaited<ReturnType<ApiClient['recipes']['check']>>['issues'][number];

interface InspectionOptions {
  /** The run whose examples keep their splits. */
  readonly parent?: string | undefined;
  readonly onReport: () => void;
}

export class DataInspection {
  #api: ApiClient;
  readonly #parent: string | undefined;
  readonly #onReport: () => void;
  #report = $state.raw<DataReport>();
  #progress = $state.raw<InspectionProgress>();
  #error = $state.raw<unknown>();
  #cancelled = $state(false);
  #request: AbortController | undefined;
  /** What the report, or the one on its way, was asked with. */
  #asked = $state('');
  #recipe: RecipeDraft = {};

  constructor(api: ApiClient, { parent, onReport }: InspectionOptions) {
    this.#api = api;
    this.#parent = parent;
    this.#onReport = onReport;
  }

  /** The last reading; kept while a newer one is on its way, so that nothing flickers. */
  get report(): DataReport | undefined {
    return this.#report;
  }

  /** Name of the reading, for examples, previews and checks. */
  get key(): string | undefined {
    return this.#report?.dataset?.key;
  }

  /** Present while main reads. */
  get progress(): InspectionProgress | undefined {
    return this.#progress;
  }

  get error(): unknown {
    return this.#error;
  }

  /** Why nothing can be trained on it yet; the codes are words of `wizard.issues`. */
  get issue(): Issue | undefined {
    const code = this.#codeOfIssue;
    if (code === undefined) return undefined;
    const message = this.#report?.fault?.message ?? '';
    return { step: 'data', path: 'data.path', code, params: {}, message };
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Reads again when the recipe says something else about data than last time. */
  follow(recipe: RecipeDraft): void {
    this.#recipe = recipe;
    const wanted = questionOf(recipe, this.#parent);
    const asked = JSON.stringify(wanted);
    if (asked === this.#asked) return;
    this.#asked = asked;
    if (wanted === undefined) this.clear();
    else void this.#read(wanted);
  }

  again(): void {
    this.#asked = '';
    this.follow(this.#recipe);
  }

  /** Stops the reading that is on its way; `again` takes it up. */
  cancel(): void {
    this.#request?.abort();
    this.#progress = undefined;
    this.#cancelled = true;
  }

  clear(): void {
    this.#request?.abort();
    this.#report = undefined;
    this.#progress = undefined;
    this.#error = undefined;
    this.#cancelled = false;
  }

  get #codeOfIssue(): string | undefined {
    if (this.#asked === '') return undefined;
    if (this.#progress !== undefined) return 'data-being-read';
    if (this.#cancelled) return 'data-not-read';
    if (this.#error !== undefined) return 'data-failed';
    return this.#report?.fault ? 'data-unusable' : undefined;
  }

  async #read(question: Question): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#cancelled = false;
    this.#progress = { phase: 'checking-data', done: 0, total: 0 };
    if (this.#report?.path !== question.data.path) this.#report = undefined;
    try {
      const stream = await this.#api.data.inspect(question, { signal: request.signal });
      const report = await progressOf(stream, (progress) => {
        if (!request.signal.aborted) this.#progress = progress;
      });
      if (request.signal.aborted) return;
      this.#report = report;
      this.#error = undefined;
      this.#onReport();
    } catch (error) {
      if (request.signal.aborted || isAborted(error)) return;
      this.#error = error;
    } finally {
      if (this.#request === request) this.#progress = undefined;
    }
  }
}

type Question = Parameters<ApiClient['data']['inspect']>[0];

/** Undefined until there is a task and a path. */
function questionOf(recipe: RecipeDraft, parent: string | undefined): Question | undefined {
  const { task, seed, experiment } = recipe;
  const path = fieldAt(recipe, 'data.path');
  if (!isTaskName(task)) return undefined;
  if (typeof path !== 'string' || path === '') return undefined;
  const data = { ...(recipe.data as object), path }; // an object: it has a path
  return {
    task,
    data,
    ...(typeof seed === 'number' && { seed }),
    ...(typeof experiment === 'string' && experiment !== '' && { experiment }),
    ...(parent !== undefined && { parent }),
  };
}
