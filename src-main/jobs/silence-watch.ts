// How long a process may say nothing once it was asked to stop. Its earlier silences tell how long its steps take.

/** A process with slow steps is given this many times the longest silence it has had, within the bound below. */
const patience = 3;
const longestMs = 120_000;

export class SilenceWatch {
  readonly #limitMs: number;
  readonly #onSilent: () => void;
  #heardAtMs: number | undefined;
  #longestSilenceMs = 0;
  #expecting = false;
  #timer: NodeJS.Timeout | undefined;
  /** The silence that was too long; undefined while there was none. */
  ranOutAfterMs: number | undefined;

  /** `limitMs` is what any process is given. */
  constructor(limitMs: number, onSilent: () => void) {
    this.#limitMs = limitMs;
    this.#onSilent = onSilent;
  }

  /** A sign of life. */
  heard(): void {
    const now = performance.now();
    if (this.#heardAtMs !== undefined)
      this.#longestSilenceMs = Math.max(this.#longestSilenceMs, now - this.#heardAtMs);
    this.#heardAtMs = now;
    if (this.#expecting) this.expectWord();
  }

  /** From now on silence counts. */
  expectWord(): void {
    this.#expecting = true;
    clearTimeout(this.#timer);
    const usual = Math.min(longestMs, patience * this.#longestSilenceMs);
    const limitMs = Math.max(this.#limitMs, usual);
    this.#timer = setTimeout(() => {
      this.ranOutAfterMs = limitMs;
      this.#onSilent();
    }, limitMs);
    this.#timer.unref();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#expecting = false;
  }
}
