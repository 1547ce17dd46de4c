// Things asked of the page from outside it, kept until a page has pulled them and asks for what comes after: a page
// that is loaded again is not asked twice.
import type { ShellRequest } from './contract/shell.ts';

/** How many are kept for a page that does not come. */
const kept = 50;

export interface ShellChanges {
  readonly cursor: number;
  readonly requests: readonly ShellRequest[];
}

export class ShellRequests {
  #requests: ShellRequest[] = [];
  /** Number of requests that came before the kept ones. */
  #numDropped = 0;
  #waiting = new Set<() => void>();

  add(request: ShellRequest): void {
    this.#requests.push(request);
    while (this.#requests.length > kept) {
      this.#requests.shift();
      this.#numDropped += 1;
    }
    for (const wake of this.#waiting) wake();
  }

  /** What came since `since`; waits up to `waitMs` for something. A cursor of another start of the program begins anew. */
  async since(since: number, waitMs: number, signal?: AbortSignal): Promise<ShellChanges> {
    if (since <= this.#cursor) this.#forget(since);
    if (since === this.#cursor) await this.#next(waitMs, signal);
    return { cursor: this.#cursor, requests: [...this.#requests] };
  }

  #forget(until: number): void {
    const count = Math.max(0, until - this.#numDropped);
    this.#requests.splice(0, count);
    this.#numDropped += count;
  }

  get #cursor(): number {
    return this.#numDropped + this.#requests.length;
  }

  async #next(waitMs: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    signal?.addEventListener('abort', () => resolve(), { once: true });
    this.#waiting.add(resolve);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(resolve);
  }
}
