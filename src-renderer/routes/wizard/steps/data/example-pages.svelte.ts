// The examples of a reading, fetched a page at a time as they come into view. A new question begins anew.

import type { ExamplePage } from '../../../../../src-main/api/contract/data.ts';
import type { ApiClient } from '../../../../../src-main/api/contract.ts';
import { isAborted } from '../../../../lib/api/faults.ts';

export type Example = ExamplePage['examples'][number];
export type ExampleQuestion = Omit<Parameters<ApiClient['data']['examples']>[0], 'offset' | 'limit'>;

const pageSize = 60;

export class ExamplePages {
  #api: ApiClient;
  #question: ExampleQuestion | undefined;
  #pages = $state.raw<ReadonlyMap<number, readonly Example[]>>(new Map());
  #total = $state<number>();
  #error = $state.raw<unknown>();
  #asked = new Set<number>();
  #request = new AbortController();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** Undefined until the first page is there. */
  get total(): number | undefined {
    return this.#total;
  }

  get error(): unknown {
    return this.#error;
  }

  /** Undefined while it is on its way. */
  at(position: number): Example | undefined {
    return this.#pages.get(Math.floor(position / pageSize))?.[position % pageSize];
  }

  /** Asks; what was there stays in sight until the first page has come. */
  ask(question: ExampleQuestion): void {
    this.#request.abort();
    this.#request = new AbortController();
    this.#question = question;
    this.#asked = new Set([0]);
    void this.#load(0, true);
  }

  again(): void {
    if (this.#question) this.ask(this.#question);
  }

  /** Sees to it that these positions come. */
  ensure(from: number, to: number): void {
    for (let page = Math.floor(from / pageSize); page * pageSize < to; page += 1) {
      if (this.#asked.has(page) || page * pageSize >= (this.#total ?? 0)) continue;
      this.#asked.add(page);
      void this.#load(page, false);
    }
  }

  close(): void {
    this.#request.abort();
  }

  async #load(page: number, first: boolean): Promise<void> {
    const { signal } = this.#request;
    const question = this.#question;
    if (question === undefined) return;
    try {
      const answer = await this.#api.data.examples(
        { ...question, offset: page * pageSize, limit: pageSize },
        { signal },
      );
      if (signal.aborted) return;
      this.#pages = new Map([...(first ? [] : this.#pages), [page, answer.examples]]);
      this.#total = answer.total;
      this.#error = undefined;
    } catch (error) {
      if (signal.aborted || isAborted(error)) return;
      this.#asked.delete(page);
      this.#error = error;
    }
  }
}
