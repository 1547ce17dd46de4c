// News of runs that another process drives, such as `finesse train` in a terminal: the database says that it has
// changed, and those runs are looked at again.

import type { Store } from '../store/open-store.ts';
import { runsInProgress } from '../store/runs-repository.ts';
import type { ChangeHub } from './change-hub.ts';
import { thisProcess } from './run-owner.ts';

const lookMs = 1_000;

export class ForeignRuns {
  readonly #store: Store;
  readonly #hub: ChangeHub;
  readonly #timer: NodeJS.Timeout;
  #seenVersion: number;
  #seenRuns: readonly string[] = [];

  constructor(store: Store, hub: ChangeHub) {
    this.#store = store;
    this.#hub = hub;
    this.#seenVersion = this.#version();
    this.#seenRuns = this.#running();
    this.#timer = setInterval(() => this.#look(), lookMs);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Nobody waits, nobody needs to know: who comes later reads the store anyway. */
  #look(): void {
    if (this.#hub.numWaiting === 0) return;
    const version = this.#version();
    if (version === this.#seenVersion) return;
    this.#seenVersion = version;
    const before = this.#seenRuns;
    this.#seenRuns = this.#running();
    for (const run of new Set([...before, ...this.#seenRuns])) this.#hub.changed(run);
  }

  /** Another number after each change that another connection has made. */
  #version(): number {
    return this.#store.db.pragma('data_version', { simple: true }) as number; // an integer by SQLite's documentation
  }

  #running(): string[] {
    return runsInProgress(this.#store.db)
      .filter(({ state, ownerPid, ownerHost }) => {
        const ours = ownerPid === thisProcess.pid && ownerHost === thisProcess.host;
        return state === 'running' && !ours;
      })
      .map(({ id }) => id);
  }
}
