// Something fetched for a screen: its value, whether it is on its way, and what went wrong. A newer request replaces
// an older one, whose answer is then ignored.
import { isAborted } from './faults.ts';

export class Resource<Value> {
  #value = $state.raw<Value>();
  #error = $state.raw<unknown>();
  #loading = $state(false);
  #request: AbortController | undefined;

  /** The last answer; kept while a new one is on its way, so that nothing flickers. */
  get value(): Value | undefined {
    return this.#value;
  }

  get error(): unknown {
    return this.#error;
  }

  get loading(): boolean {
    return this.#loading;
  }

  /** Asks; never rejects. */
  async load(ask: (signal: AbortSignal) => Promise<Value>): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#loading = true;
    try {
      const value = await ask(request.signal);
      if (request.signal.aborted) return;
      this.#value = value;
      this.#error = undefined;
    } catch (error) {
      if (request.signal.aborted || isAborted(error)) return;
      this.#error = error;
    } finally {
      if (this.#request === request) this.#loading = false;
    }
  }

  /** Puts a value there that is known already, for example the result of an edit. */
  set(value: Value): void {
    this.#value = value;
    this.#error = undefined;
  }

  cancel(): void {
    this.#request?.abort();
    this.#loading = false;
  }
}
