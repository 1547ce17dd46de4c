// News of runs inside the main process: who waits for something new is woken, whoever asks for it. Holds a number for
// each run and nothing else; what has changed is read from the store.
import { randomUUID } from 'node:crypto';

export class ChangeHub {
  /** Revisions of another start of the program mean nothing here. */
  readonly instance = randomUUID();
  #revision = 0;
  readonly #byRun = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  get revision(): number {
    return this.#revision;
  }

  /** Says that something about a run is new. */
  changed(runId: string): void {
    this.#byRun.set(runId, ++this.#revision);
    this.#wake();
  }

  /** Says that something is new that belongs to no run, such as whether the queue is held. */
  changedAround(): void {
    this.#revision += 1;
    this.#wake();
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** The runs that have changed since a revision. */
  since(revision: number): string[] {
    return [...this.#byRun].filter(([, at]) => at > revision).map(([run]) => run);
  }

  /** When a run last changed; 0 for never in this start. */
  revisionOf(runId: string): number {
    return this.#byRun.get(runId) ?? 0;
  }

  /** How many wait at this moment. */
  get numWaiting(): number {
    return this.#waiting.size;
  }

  /** Waits until `isNews` holds, at most `limitMs`. Rejects with the signal's reason when nobody waits any more. */
  async wait(
    isNews: () => boolean,
    { limitMs, signal }: { limitMs: number; signal?: AbortSignal },
  ): Promise<void> {
    signal?.throwIfAborted();
    if (isNews()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      if (isNews()) resolve();
    };
    const stop = () => reject(signal?.reason);
    const timer = setTimeout(resolve, limitMs);
    signal?.addEventListener('abort', stop);
    this.#waiting.add(look);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      this.#waiting.delete(look);
    }
  }
}
