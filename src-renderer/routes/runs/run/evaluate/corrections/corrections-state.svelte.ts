// What the person has said about single examples while looking at a run: fetched, written, and taken back step by step.
import type { ApiClient } from '../../../../../../src-main/api/contract.ts';
import { Resource } from '../../../../../lib/api/resource.svelte.ts';
import { toasts } from '../../../../../lib/ui/toasts.svelte.ts';

type Calls = ApiClient['corrections'];
type Corrections = Awaited<ReturnType<Calls['list']>>;
export type Correction = Corrections['corrections'][number];

/** An example as far as it is corrected. */
export interface Corrected {
  readonly index: number;
  readonly contentHash: string;
}

interface Step {
  readonly contentHash: string;
  /** What was said of it before; undefined where nothing was. */
  readonly before: Correction | undefined;
}

export class CorrectionsState {
  readonly run: string;
  readonly #calls: Calls;
  readonly #list = new Resource<Corrections>();
  #steps = $state.raw<readonly Step[]>([]);
  #last: Promise<void> = Promise.resolve();

  constructor(api: Pick<ApiClient, 'corrections'>, run: string) {
    this.#calls = api.corrections;
    this.run = run;
    void this.load();
  }

  /** Oldest first; empty until they are known. */
  get all(): readonly Correction[] {
    return this.#list.value?.corrections ?? [];
  }

  get error(): unknown {
    return this.#list.error;
  }

  /** Those that the run was trained without. */
  get pending(): readonly Correction[] {
    return this.all.filter(({ applied }) => !applied);
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  of(contentHash: string): Correction | undefined {
    return this.all.find((correction) => correction.contentHash === contentHash);
  }

  load(): Promise<void> {
    return this.#list.load((signal) => this.#calls.list({ run: this.run }, { signal }));
  }

  /** Says what an example is; null leaves it out. */
  put({ index, contentHash }: Corrected, to: string | null): Promise<void> {
    return this.#write(async () => {
      const before = this.of(contentHash);
      await this.#calls.put({ run: this.run, index, to });
      this.#steps = [...this.#steps, { contentHash, before }];
    });
  }

  change(
    contentHash: string,
    change: { readonly to?: string | null; readonly note?: string },
  ): Promise<void> {
    return this.#write(async () => {
      const before = this.of(contentHash);
      await this.#calls.change({ run: this.run, contentHash, ...change });
      if (change.to !== undefined) this.#steps = [...this.#steps, { contentHash, before }];
    });
  }

  remove(contentHashes: readonly string[]): Promise<void> {
    return this.#write(async () => {
      await this.#calls.remove({ run: this.run, contentHashes: [...contentHashes] });
      this.#steps = this.#steps.filter((step) => !contentHashes.includes(step.contentHash));
    });
  }

  /** Says again what was removed. */
  putBack(correction: Correction): Promise<void> {
    return this.#write(() => this.#restore(correction));
  }

  /** Takes back the last thing said, and gives the content it was about. */
  async undo(): Promise<string | undefined> {
    let undone: string | undefined;
    await this.#write(async () => {
      const step = this.#steps.at(-1);
      if (step === undefined) return;
      const { contentHash, before } = step;
      if (before === undefined) await this.#calls.remove({ run: this.run, contentHashes: [contentHash] });
      else await this.#restore(before);
      this.#steps = this.#steps.slice(0, -1);
      undone = contentHash;
    });
    return undone;
  }

  /** Trains again with what is pending; gives the new run. Rejects as the API does. */
  train(): Promise<{ readonly run: string; readonly name: string }> {
    return this.#calls.train({ run: this.run });
  }

  async #restore({ contentHash, to, note, exampleIndex, runId }: Correction): Promise<void> {
    if (this.of(contentHash) !== undefined)
      await this.#calls.change({ run: this.run, contentHash, to, note });
    // It is gone since, because what was said came to nothing. Its place is that in the run that showed it.
    else await this.#calls.put({ run: runId, index: exampleIndex, to, note });
  }

  /** One after the other; a failure is told, and what is stored is read again in any case. */
  #write(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last
      .then(work)
      .catch((error: unknown) => toasts.fail(error))
      .then(() => this.load());
    return this.#last;
  }
}
