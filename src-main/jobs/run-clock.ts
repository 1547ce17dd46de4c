// The time of one stretch of a run, by a clock that nobody can set: the system's own may go back or leap at any moment.

export class RunClock {
  readonly #startMs: number;
  readonly #begunMs = performance.now();
  #countedMs = this.#begunMs;

  /** `notBeforeMs`: the last moment recorded of the run, so that one stretch follows the other. */
  constructor(notBeforeMs: number) {
    this.#startMs = Math.max(Date.now(), notBeforeMs);
  }

  /** Milliseconds since 1970 as the system's clock had them when the stretch began, and on from there. Never goes back. */
  nowMs(): number {
    return Math.round(this.#startMs + performance.now() - this.#begunMs);
  }

  /** Seconds since some were last counted, or since the stretch began. */
  get uncountedSeconds(): number {
    return (performance.now() - this.#countedMs) / 1000;
  }

  /** Hands these seconds to `take`; where that throws, they stay uncounted. */
  count<Result>(take: (seconds: number) => Result): Result {
    const now = performance.now();
    const result = take((now - this.#countedMs) / 1000);
    this.#countedMs = now;
    return result;
  }
}
