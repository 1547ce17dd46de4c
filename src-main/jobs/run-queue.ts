// The queue of runs: one at a time, in order, through restarts of the program. The order stands in the store; this
// starts what is next, and carries what a person asks of the run that is under way.
import { setParent } from '../store/lineage-repository.ts';
import type { Store } from '../store/open-store.ts';
import { enqueueRun, orderQueue, type QueuedRun, queuedRuns } from '../store/queue-repository.ts';
import { endRun, findRun, type Run, runByKey, runsInProgress } from '../store/runs-repository.ts';
import { readSettings, writeSetting } from '../store/settings-repository.ts';
import type { Recipe } from '../training/recipe.ts';
import type { ChangeHub } from './change-hub.ts';
import { jobFault } from './errors.ts';
import { type LiveWork, LiveWorkTracker } from './live-work.ts';
import { isAbandoned } from './run-owner.ts';
import { addRun, type RunHandle, resumeRun } from './start-run.ts';

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
}

export class RunQueue {
  readonly #store: Store;
  readonly #hub: ChangeHub;
  readonly #entry: URL | undefined;
  #active: Active | undefined;
  #starting = false;
  #closing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor({ store, hub, entry }: RunQueueOptions) {
    this.#store = store;
    this.#hub = hub;
    this.#entry = entry;
  }

  /** Goes on with what waits. To be called once, when the program has opened. */
  open(): void {
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
    const run = addRun(this.#store, recipe);
    if (parentRunId !== undefined) setParent(this.#store.db, run.key, parentRunId);
    this.#enqueue(run, 'last');
    return run;
  }

  /** Goes on with a paused, interrupted or failed run as soon as the machine is free, before all that wait. */
  resume(runId: string): void {
    this.hold(false);
    this.#enqueue(findRun(this.#store.db, runId), 'first');
  }

  /** Stops a run at a checkpoint and frees the machine. What waits stays waiting: the person wants the machine. */
  pause(runId: string): void {
    const { handle } = this.#driven(runId);
    this.hold(true);
    handle.pause();
  }

  /** Ends training now; the best parameters so far are evaluated. A run at rest is resumed for it first. */
  async finish(runId: string): Promise<void> {
    if (this.#active?.run.id !== runId) {
      this.resume(runId);
      await this.#hub.wait(() => this.#active?.run.id === runId, { limitMs: lookMs });
    }
    this.#driven(runId).handle.finish();
  }

  /** Ends a run for good, whether it runs, waits or rests. */
  stop(runId: string): void {
    if (this.#active?.run.id === runId) {
      this.#active.handle.end();
      return;
    }
    const run = findRun(this.#store.db, runId);
    endRun(this.#store.db, run.key, { state: 'stopped', endedAtMs: Date.now() });
    this.#hub.changed(runId);
  }

  reorder(ids: readonly string[]): void {
    orderQueue(this.#store.db, ids);
    for (const id of ids) this.#hub.changed(id);
  }

  hold(held: boolean): void {
    if (held === this.held) return;
    writeSetting(this.#store.db, 'queueHeld', held);
    for (const { id } of this.waiting) this.#hub.changed(id);
    if (!held) void this.#startNext();
  }

  /** Stops the present run at a checkpoint, to be resumed, and waits until its engine has gone. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#active?.handle.stop();
    await this.#active?.handle.done;
  }

  #driven(runId: string): Active {
    if (this.#active?.run.id === runId) return this.#active;
    throw jobFault('notDrivenHere', { run: runId, state: findRun(this.#store.db, runId).state });
  }

  #enqueue(run: Run, place: 'first' | 'last'): void {
    enqueueRun(this.#store.db, run, place);
    this.#hub.changed(run.id);
    void this.#startNext();
  }

  async #startNext(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#closing || this.#starting || this.#active !== undefined || this.held) return;
    const [next] = this.waiting;
    if (next === undefined) return;
    if (this.#isMachineTaken()) {
      this.#timer = setTimeout(() => void this.#startNext(), lookMs);
      this.#timer.unref();
      return;
    }
    this.#starting = true;
    try {
      await this.#start(runByKey(this.#store.db, next.key));
    } catch (error) {
      this.#failToStart(next, error);
    } finally {
      this.#starting = false;
    }
    void this.#startNext();
  }

  async #start(run: Run): Promise<void> {
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
    this.#hub.changed(run.id);
    handle.done
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        this.#active = undefined;
        this.#hub.changed(run.id);
        void this.#startNext();
      });
  }

  #failToStart(run: QueuedRun, error: unknown): void {
    const { message } = error instanceof Error ? error : new Error(String(error));
    endRun(this.#store.db, run.key, {
      state: 'failed',
      endedAtMs: Date.now(),
      errorCode: 'jobs.notStarted',
      errorMessage: message,
    });
    this.#hub.changed(run.id);
  }

  /** Whether another living process, such as a command line, is training. */
  #isMachineTaken(): boolean {
    const now = Date.now();
    return runsInProgress(this.#store.db).some((run) => run.state === 'running' && !isAbandoned(run, now));
  }
}
