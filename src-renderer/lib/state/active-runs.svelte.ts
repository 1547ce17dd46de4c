// What the machine is doing for the person: the run under way and those that wait. One for the application; the frame
// makes and follows it, screens find it in the context.
import { getContext, setContext } from 'svelte';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { getApi } from '../api/api-context.ts';
import { follow } from '../api/follow.ts';
import { LiveRun } from './live-run.svelte.ts';

export type Queue = Awaited<ReturnType<ApiClient['training']['queue']>>;

/** News of runs come ten times a second while one is training; the list changes far less often. */
const lookMs = 1_000;

export class ActiveRuns {
  readonly #api: ApiClient;
  readonly #runs = new Map<string, LiveRun>();
  #queue = $state.raw<Queue>();
  #current = $state.raw<LiveRun>();
  #ended = $state(0);
  #unfollow: (() => void) | undefined;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  get queue(): Queue | undefined {
    return this.#queue;
  }

  /** The run under way; followed as long as this is. */
  get current(): LiveRun | undefined {
    return this.#current;
  }

  /** Grows whenever a run begins, ends or joins the queue: lists of runs are to be asked for again. */
  get revision(): number {
    return this.#ended;
  }

  /** The one object for a run, so that two screens do not ask twice. To be followed by who uses it. */
  run(id: string): LiveRun {
    const known = this.#runs.get(id) ?? new LiveRun(this.#api, id);
    this.#runs.set(id, known);
    return known;
  }

  /** Begins to follow; returns what ends it. Failures that no reconnecting cures are left to the screens. */
  follow(): () => void {
    const request = new AbortController();
    void this.#follow(request.signal);
    return () => {
      request.abort();
      this.#unfollow?.();
      this.#unfollow = undefined;
      this.#current = undefined;
    };
  }

  /** Asks at once, after an action of this page. */
  async refresh(): Promise<void> {
    this.#show(await this.#api.training.queue());
  }

  async #follow(signal: AbortSignal): Promise<void> {
    type News = Awaited<ReturnType<ApiClient['training']['listChanges']>>;
    const ask = (since: Pick<News, 'instance' | 'revision'> | undefined, asked: AbortSignal) =>
      this.#api.training.listChanges({ since }, { signal: asked });
    const cursorOf = ({ instance, revision }: News) => ({ instance, revision });
    while (!signal.aborted) {
      try {
        for await (const _ of follow(ask, { cursorOf, signal })) {
          this.#show(await this.#api.training.queue(undefined, { signal }));
          await new Promise((done) => setTimeout(done, lookMs));
        }
      } catch {
        // Said by the frame's own message when the connection is lost; tried again in any case.
        await new Promise((done) => setTimeout(done, 5 * lookMs));
      }
    }
  }

  #show(queue: Queue): void {
    const key = ({ active, waiting, held }: Queue) =>
      [active?.id, held, ...waiting.map(({ id }) => id)].join();
    if (this.#queue !== undefined && key(this.#queue) === key(queue)) return;
    this.#queue = queue;
    this.#ended += 1;
    const id = queue.active?.id;
    if (id === this.#current?.id) return;
    this.#unfollow?.();
    this.#current = id === undefined ? undefined : this.run(id);
    this.#unfollow = this.#current?.follow();
  }
}

const key = Symbol('active runs');

export function setActiveRuns(runs: ActiveRuns): void {
  setContext(key, runs);
}

/** To be called while a component is made. Outside the frame (in tests) a set of its own, which nobody follows. */
export function getActiveRuns(): ActiveRuns {
  return getContext<ActiveRuns | undefined>(key) ?? new ActiveRuns(getApi());
}
