// The queue of runs: one at a time, in order, through restarts of the program. The order stands in the store; this
// starts what is next, and carries what a person asks of the run that is under way.

import { FinesseError } from '../errors.ts';
import { listCheckpoints } from '../store/checkpoints-repository.ts';
import type { Store } from '../store/open-store.ts';
import { enqueueRun, orderQueue, type QueuedRun, queuedRuns } from '../store/queue-repository.ts';
import { endRun, findRun, type Run, runByKey, runsInProgress } from '../store/runs-repository.ts';
import { readSettings, writeSetting } from '../store/settings-repository.ts';
import type { Recipe } from '../training/recipe.ts';
import { printFault } from '../visible-text.ts';
import type { ChangeHub } from './change-hub.ts';
import { jobFault } from './errors.ts';
import { ForeignRuns } from './foreign-runs.ts';
import { type LiveWork, LiveWorkTracker } from './live-work.ts';
import { isAbandoned } from './run-owner.ts';
import { addRun, type RunHandle, resumeRun } from './start-run.ts';

/** How long a run may take to stop when the program closes; after that its engine is ended. */
const usualCloseMs = 20_000;

/** How often a run of another process is looked at, while ours wait for it. */
const lookMs = 2_000;

interface Active {
  readonly run: Run;
  readonly tracker: LiveWorkTracker;
  readonly handle: RunHandle;
}

export interface RunQueueOptions {
  readonly store: Store;
  readonly hub: ChangeHub;
  /** Another engine than the program's own: in tests. */
  readonly entry?: URL;
  /** Time for the engine to stop when the program closes: in tests. */
  readonly closeLimitMs?: number;
}

export class RunQueue {
  readonly #store: Store;
  readonly #hub: ChangeHub;
  readonly #entry: URL | undefined;
  readonly #closeLimitMs: number;
  #active: Active | undefined;
  #starting: Promise<void> | undefined;
  #closing = false;
  #foreign: ForeignRuns | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor({ store, hub, entry, closeLimitMs = usualCloseMs }: RunQueueOptions) {
    this.#store = store;
    this.#hub = hub;
    this.#entry = entry;
    this.#closeLimitMs = closeLimitMs;
  }

  /** Goes on with what waits. To be called once, when the program has opened. */
  open(): void {
    this.#foreign = new ForeignRuns(this.#store, this.#hub);
    void this.#startNext();
  }

  get waiting(): readonly QueuedRun[] {
    return queuedRuns(this.#store.db);
  }

  /** Held: what waits is not started until it is released. */
  get held(): boolean {
    return readSettings(this.#store.db).queueHeld === true;
  }

  /** The run that this process drives now. */
  get active(): Run | undefined {
    return this.#active?.run;
  }

  /** What a run is doing at this moment; undefined when this process does not drive it. */
  liveWork(runId: string): LiveWork | undefined {
    return this.#active?.run.id === runId ? this.#active.tracker.state : undefined;
  }

  /** Adds a run at the end of the queue and returns it. */
  add(recipe: Recipe, parentRunId?: string): Run {
    const run = addRun(this.#store, recipe, parentRunId);
    enqueueRun(this.#store.db, run, 'last');
    this.#moved(run.id);
    void this.#startNext();
    return run;
  }

  /** Goes on with a paused, interrupted or failed run as soon as the machine is free, before all that wait. */
  resume(runId: string): void {
    const run = findRun(this.#store.db, runId);
    enqueueRun(this.#store.db, run, 'first');
    this.#release(run);
  }

  /** Takes a run out of the queue: one that had begun is paused again, a new one is over. */
  cancel(runId: string): void {
    const run = findRun(this.#store.db, runId);
    if (run.state !== 'queued') throw jobFault('notQueued', { run: run.id, state: run.state });
    const state = run.startedAtMs === null ? 'stopped' : 'paused';
    endRun(this.#store.db, run.key, { state, endedAtMs: Date.now() });
    this.#wishToFinish(run.id, false);
    this.#moved(run.id);
  }

  /** Stops a run at a checkpoint and frees the machine. What waits stays waiting: the person wants the machine. */
  pause(runId: string): void {
    const handle = this.#driven(findRun(this.#store.db, runId));
    this.hold(true);
    handle.pause();
  }

  /**
   * Ends training now; the best parameters so far are evaluated. A run at rest is resumed for it, as soon as the machine
   * is free. Throws `jobs.nothingTrained`.
   */
  finish(runId: string): void {
    const run = findRun(this.#store.db, runId);
    if (run.state === 'running') {
      this.#driven(run).finish();
      return;
    }
    if (listCheckpoints(this.#store.db, run.key).length === 0)
      throw jobFault('nothingTrained', { run: run.id });
    enqueueRun(this.#store.db, run, 'first');
    this.#wishToFinish(run.id, true);
    this.#release(run);
  }

  /** Ends a run for good, whether it runs, waits or rests. */
  stop(runId: string): void {
    const run = findRun(this.#store.db, runId);
    if (run.state === 'running') {
      this.#driven(run).end();
      return;
    }
    endRun(this.#store.db, run.key, { state: 'stopped', endedAtMs: Date.now() });
    this.#wishToFinish(run.id, false);
    this.#moved(run.id);
  }

  reorder(ids: readonly string[]): void {
    orderQueue(this.#store.db, ids);
    this.#moved();
  }

  hold(held: boolean): void {
    if (held === this.held) return;
    writeSetting(this.#store.db, 'queueHeld', held);
    this.#moved();
    if (!held) void this.#startNext();
  }

  /** Stops the present run at a checkpoint, to be resumed, and waits until its engine has gone, by force if need be. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#foreign?.close();
    await this.#starting;
    const handle = this.#active?.handle;
    handle?.stop();
    const impatience = setTimeout(() => handle?.kill(), this.#closeLimitMs);
    try {
      await handle?.done;
    } finally {
      clearTimeout(impatience);
    }
  }

  /** The handle of a run under way. One that has said its last word is over, though its engine may still be leaving. */
  #driven({ id, state }: Run): RunHandle {
    if (state === 'running' && this.#active?.run.id === id) return this.#active.handle;
    throw jobFault('notDrivenHere', { run: id, state });
  }

  /** Whoever asks for this run to go on wants the queue to go on. */
  #release(run: Run): void {
    writeSetting(this.#store.db, 'queueHeld', false);
    this.#moved(run.id);
    void this.#startNext();
  }

  /** Says that places in the queue have changed, and what of a run besides. */
  #moved(runId?: string): void {
    for (const { id } of this.waiting) this.#hub.changed(id);
    if (runId === undefined) this.#hub.changedAround();
    else this.#hub.changed(runId);
  }

  /** Runs that shall finish as soon as they are under way again; in the store, because that may be after a restart. */
  #wishToFinish(runId: string, wish: boolean): boolean {
    const { finishing } = readSettings(this.#store.db);
    const before = Array.isArray(finishing) ? (finishing as readonly string[]) : []; // written below
    const others = before.filter((id) => id !== runId);
    if (wish || others.length < before.length)
      writeSetting(this.#store.db, 'finishing', wish ? [...others, runId] : others);
    return others.length < before.length;
  }

  async #startNext(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#closing || this.#starting !== undefined || this.#active !== undefined || this.held) return;
    const [next] = this.waiting;
    if (next === undefined) return;
    if (this.#isMachineTaken()) {
      this.#timer = setTimeout(() => void this.#startNext(), lookMs);
      this.#timer.unref();
      return;
    }
    this.#starting = this.#start(next);
    await this.#starting;
    this.#starting = undefined;
    void this.#startNext();
  }

  async #start(next: QueuedRun): Promise<void> {
    try {
      await this.#drive(runByKey(this.#store.db, next.key));
    } catch (error) {
      this.#failToStart(next, error);
    }
  }

  async #drive(run: Run): Promise<void> {
    const tracker = new LiveWorkTracker();
    const handle = await resumeRun(this.#store, run, {
      entry: this.#entry,
      onEvent: (event) => {
        tracker.see(event);
        // Steps and epochs are news once they are recorded; progress of other work is not recorded step by step.
        if (event.type === 'work') this.#hub.changed(run.id);
      },
      onRecorded: () => this.#hub.changed(run.id),
    });
    this.#active = { run: handle.run, tracker, handle };
    if (this.#wishToFinish(run.id, false)) handle.finish();
    this.#moved(run.id);
    handle.done.catch(printFault).finally(() => {
      this.#active = undefined;
      this.#hub.changed(run.id);
      void this.#startNext();
    });
  }

  #failToStart(run: QueuedRun, error: unknown): void {
    // Another process has been faster, or the run was taken out of the queue: nothing of ours has failed.
    if (runByKey(this.#store.db, run.key).state !== 'queued') return;
    endRun(this.#store.db, run.key, {
      state: 'failed',
      endedAtMs: Date.now(),
      fault: error instanceof FinesseError ? error : jobFault('notStarted', { reason: String(error) }),
    });
    this.#moved(run.id);
  }

  /** Whether another living process, such as a command line, is training. */
  #isMachineTaken(): boolean {
    const now = Date.now();
    return runsInProgress(this.#store.db).some((run) => run.state === 'running' && !isAbandoned(run, now));
  }
}
