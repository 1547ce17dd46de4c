// What main lets others do for it: looking at data and models, previews, predictions, evaluations, exports. Three
// processes, its lanes (see workbench-errands.ts); each does one errand at a time, in the order they came.
import { join } from 'node:path';
import type { StorePaths } from '../store/store-folder.ts';
import {
  type ErrandInput,
  type ErrandName,
  type ErrandResult,
  type Lane,
  workbenchErrands,
} from '../training/workbench-errands.ts';
import type { ErrandProgress } from '../training/workbench-messages.ts';
import { jobFault } from './errors.ts';
import { WorkbenchChild, type WorkbenchTimes } from './workbench-child.ts';

export interface ErrandOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: ErrandProgress) => void;
  /**
   * Of several requests with the same word only the newest counts: the others fail with `jobs.superseded`. For
   * previews that follow a person's changes.
   */
  readonly replaces?: string;
}

const usualTimes: Record<Lane, WorkbenchTimes> = {
  quick: { idleMs: 5 * 60_000, silenceMs: 120_000, cancelMs: 3_000 },
  data: { idleMs: 2 * 60_000, silenceMs: 5 * 60_000, cancelMs: 3_000 },
  long: { idleMs: 2 * 60_000, silenceMs: 15 * 60_000, cancelMs: 5_000 },
};

export class Workbench {
  readonly #children: Record<Lane, WorkbenchChild>;
  /** Settles when the last errand given to a lane has. */
  readonly #last: Record<Lane, Promise<unknown>> = {
    quick: Promise.resolve(),
    data: Promise.resolve(),
    long: Promise.resolve(),
  };
  readonly #newest = new Map<string, AbortController>();

  constructor(paths: Pick<StorePaths, 'cache' | 'models'>, times: Partial<WorkbenchTimes> = {}) {
    const child = (lane: Lane) =>
      new WorkbenchChild({
        ...usualTimes[lane],
        ...times,
        cacheFolder: paths.cache,
        modelsFolder: paths.models,
        logFile: join(paths.cache, `workbench-${lane}.log`),
      });
    this.#children = { quick: child('quick'), data: child('data'), long: child('long') };
  }

  /**
   * Carries out an errand. Throws what the errand throws, the signal's reason, `jobs.superseded`, and `jobs.workbenchDied`
   * or `jobs.workbenchHung` where its process did not survive it; the next errand gets a new process.
   */
  async run<Name extends ErrandName>(
    errand: Name,
    input: ErrandInput<Name>,
    options: ErrandOptions = {},
  ): Promise<ErrandResult<Name>> {
    const { lane } = workbenchErrands[errand];
    const signal = this.#signalOf(errand, options);
    const before = this.#last[lane];
    const work = (async () => {
      await before;
      signal?.throwIfAborted();
      return this.#children[lane].run({ errand, input, signal, onProgress: options.onProgress });
    })();
    this.#last[lane] = work.catch(() => undefined); // told to the one who asked, below
    // The errand's own result, by the table that the process runs it from.
    return untilAborted(work, signal) as Promise<ErrandResult<Name>>;
  }

  /** Process ids of the lanes that are up. */
  get pids(): Readonly<Record<Lane, number | undefined>> {
    const { quick, data, long } = this.#children;
    return { quick: quick.pid, data: data.pid, long: long.pid };
  }

  close(): void {
    for (const child of Object.values(this.#children)) child.close();
  }

  #signalOf(errand: ErrandName, { signal, replaces }: ErrandOptions): AbortSignal | undefined {
    if (replaces === undefined) return signal;
    this.#newest.get(replaces)?.abort(jobFault('superseded', { task: errand }));
    const control = new AbortController();
    this.#newest.set(replaces, control);
    return signal === undefined ? control.signal : AbortSignal.any([signal, control.signal]);
  }
}

/** `work`, or the signal's reason at once: who has lost interest does not wait for the lane. */
function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
