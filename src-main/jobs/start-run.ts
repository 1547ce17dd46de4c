// One run from its claim to its end: the row, the engine process, its events into the store, and what is said when
// the process dies. Only this side writes the database.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatasetVersion } from '../data/dataset-version.ts';
import { tasks } from '../facts/tasks.ts';
import { datasetByKey, readDataset } from '../store/dataset-versions-repository.ts';
import { experimentKey } from '../store/experiments-repository.ts';
import { parentRunId } from '../store/lineage-repository.ts';
import { refuseGone, type Store } from '../store/open-store.ts';
import {
  beatHeart,
  claimRun,
  endRun,
  insertRun,
  lastEnginePid,
  lastMoment,
  type Run,
  runByKey,
} from '../store/runs-repository.ts';
import { systemErrorCode, toStoreFault } from '../store/sqlite-errors.ts';
import { runFolder } from '../store/store-folder.ts';
import type { Recipe } from '../training/recipe.ts';
import type { TrainingEvent } from '../training/training-events.ts';
import { earlierSplit } from './earlier-split.ts';
import { type EngineChild, type EngineExit, engineEntry, startEngine } from './engine-child.ts';
import { currentEnvironment } from './environment.ts';
import { jobFault } from './errors.ts';
import { type ArrivedEvent, recordEvents } from './record-events.ts';
import { RunClock } from './run-clock.ts';
import { modelLabel, runName } from './run-labels.ts';
import { heartbeatMs, thisProcess, waitUntilGone } from './run-owner.ts';
import { SilenceWatch } from './silence-watch.ts';

/** A run under way. */
export interface RunHandle {
  readonly run: Run;
  /**
   * Asks the engine to stop at the next step with a checkpoint; the run ends `interrupted`. An engine that gives no sign
   * of life any more is ended, with `jobs.engineHung`; its last checkpoint stays.
   */
  stop(): void;
  /** As `stop`, but the run ends `paused`: it was the person's wish, and it will go on. */
  pause(): void;
  /** As `stop`, but the run ends `stopped`, for good. */
  end(): void;
  /**
   * Ends training at the next step; the best parameters so far are evaluated and the run ends `finished`. It ends
   * `stopped` where no step has been trained.
   */
  finish(): void;
  /** Ends the engine at once; what it did since its last checkpoint is done again on resumption. */
  kill(): void;
  /** The run as it stands after the engine has gone. Rejects only when the store itself failed. */
  readonly done: Promise<Run>;
}

export interface StartOptions {
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Called when the store holds something new of the run. */
  readonly onRecorded?: () => void;
  /** Another engine than the program's own: in tests. */
  readonly entry?: URL;
  /** Silence after being asked to stop that ends the engine: in tests. */
  readonly silenceLimitMs?: number;
}

/** Events are gathered this long before they are written: one transaction, not one per step. */
const batchMs = 100;
/** How long a store locked by another process is waited for before the run is given up. */
const lockedLimitMs = 60_000;
/** How long an engine may take to leave after its last word, or after its main process has died. */
const leaveLimitMs = 15_000;

/** Adds a run for `recipe`, in state `queued`; `parent` is the id of the run it is made from. */
export function addRun(store: Store, recipe: Recipe, parent?: string): Run {
  return insertRun(store.db, {
    parent,
    name: runName(recipe),
    experimentKey: recipe.experiment === undefined ? undefined : experimentKey(store.db, recipe.experiment),
    task: recipe.task,
    model: modelLabel(recipe),
    recipe: JSON.stringify(recipe),
    seed: recipe.seed,
    backend: recipe.engine.backend,
    environment: JSON.stringify(currentEnvironment()),
  });
}

/** Adds a run for `recipe`, made from the run `parent`, and starts it. */
export function startRun(
  store: Store,
  recipe: Recipe,
  { parent, ...options }: StartOptions & { readonly parent?: string | undefined } = {},
): RunHandle {
  return new ActiveRun(store, addRun(store, recipe, parent), options);
}

/**
 * Starts a queued run, or goes on with one from its last checkpoint, on its recorded dataset version; from the beginning where no
 * checkpoint was written yet. Throws `store.illegalTransition` and `jobs.engineStillAlive`.
 */
export async function resumeRun(store: Store, run: Run, options: StartOptions = {}): Promise<RunHandle> {
  const pid = lastEnginePid(store.db, run.key);
  const recent = run.endedAtMs !== null && Date.now() - run.endedAtMs < 600_000;
  if (pid !== null && recent && !(await waitUntilGone(pid, leaveLimitMs)))
    throw jobFault('engineStillAlive', { run: run.id, pid });
  return new ActiveRun(store, run, options);
}

/** How long an engine that was asked to stop may say nothing, unless its steps are known to take longer. */
const usualSilenceMs = 20_000;

class ActiveRun implements RunHandle {
  readonly run: Run;
  readonly done: Promise<Run>;
  readonly #store: Store;
  readonly #folder: string;
  readonly #onEvent: (event: TrainingEvent) => void;
  readonly #onRecorded: () => void;
  readonly #engine: EngineChild;
  readonly #clock: RunClock;
  #queue: ArrivedEvent[] = [];
  #flushTimer: NodeJS.Timeout | undefined;
  #lockedSinceMs: number | undefined;
  #numEvents = 0;
  #killed = false;
  readonly #silence: SilenceWatch;
  #endsAs: 'interrupted' | 'paused' | 'stopped' = 'interrupted';
  /** Why the store can no longer be written. */
  #storeFailure: unknown;

  constructor(store: Store, run: Run, options: StartOptions) {
    this.#store = store;
    this.#onEvent = options.onEvent ?? (() => {});
    this.#onRecorded = options.onRecorded ?? (() => {});
    this.#folder = runFolder(store.paths, run.id);
    const dataset = run.datasetKey === null ? undefined : recordedDataset(store, run.datasetKey);
    const recipe = JSON.parse(run.recipe) as Recipe; // filled in and validated before the run was added
    claimRun(store.db, run.key, thisProcess);
    this.#clock = new RunClock(lastMoment(store.db, run.key));
    this.run = runByKey(store.db, run.key);
    mkdirSync(this.#folder, { recursive: true });
    this.#silence = new SilenceWatch(options.silenceLimitMs ?? usualSilenceMs, () => this.#engine.kill());
    const entry = options.entry ?? engineEntry;
    this.#engine = startEngine(entry, this.#logFile, (event) => this.#receive(event));
    this.#engine.send({
      type: 'start',
      recipe,
      runFolder: this.#folder,
      resume: run.startedAtMs !== null,
      dataset,
      earlier: dataset === undefined ? earlierSplitOf(store, run, recipe) : undefined,
      cacheFolder: store.paths.cache,
      modelsFolder: store.paths.models,
    });
    this.done = this.#supervise();
  }

  stop(): void {
    this.#stopAs('interrupted');
  }

  pause(): void {
    this.#stopAs('paused');
  }

  end(): void {
    this.#stopAs('stopped');
  }

  finish(): void {
    this.#endsAs = 'stopped';
    this.#engine.send({ type: 'finish' });
  }

  kill(): void {
    this.#killed = true;
    this.#engine.kill();
  }

  #stopAs(state: 'interrupted' | 'paused' | 'stopped'): void {
    this.#endsAs = state;
    this.#engine.send({ type: 'stop' });
    this.#silence.expectWord();
  }

  get #logFile(): string {
    return join(this.#folder, 'engine.log');
  }

  async #supervise(): Promise<Run> {
    this.#beat();
    const heart = setInterval(() => this.#beat(), heartbeatMs);
    try {
      const exit = await this.#engine.exit;
      while (this.#queue.length > 0 && this.#storeFailure === undefined) await this.#flushAgain();
      if (this.#storeFailure !== undefined) throw this.#storeFailure;
      this.#endUnlessEnded(exit);
      this.#onRecorded();
      return runByKey(this.#store.db, this.run.key);
    } catch (error) {
      throw toStoreFault(error, this.#store.paths.database);
    } finally {
      clearInterval(heart);
      this.#silence.close();
    }
  }

  async #flushAgain(): Promise<void> {
    clearTimeout(this.#flushTimer);
    this.#flush();
    if (this.#queue.length > 0) await delay(batchMs);
  }

  #receive(event: TrainingEvent): void {
    this.#numEvents += 1;
    this.#silence.heard();
    this.#queue.push({ atMs: this.#clock.nowMs(), event });
    this.#onEvent(event);
    if (event.type === 'finished' || event.type === 'interrupted' || event.type === 'failed') {
      this.#flush();
      // An engine that has said its last word and does not leave is shown out.
      setTimeout(() => this.#engine.kill(), leaveLimitMs).unref();
    } else this.#flushTimer ??= setTimeout(() => this.#flush(), batchMs);
  }

  #flush(): void {
    this.#flushTimer = undefined;
    if (this.#queue.length === 0 || this.#storeFailure !== undefined) return;
    try {
      this.#record();
      this.#queue = [];
      this.#onRecorded();
      this.#lockedSinceMs = undefined;
    } catch (error) {
      this.#flushFailed(error);
    }
  }

  #record(): void {
    const { key, id } = this.run;
    const endsAs = this.#endsAs;
    const seconds = this.#clock.uncountedSeconds;
    refuseGone(this.#store);
    recordEvents(this.#store, { key, id, endsAs, seconds }, this.#queue);
  }

  /** A locked store is tried again; any other failure stops the engine at a checkpoint, to be resumed later. */
  #flushFailed(error: unknown): void {
    this.#lockedSinceMs ??= performance.now();
    const locked = systemErrorCode(error)?.startsWith('SQLITE_BUSY') ?? false;
    if (locked && performance.now() - this.#lockedSinceMs < lockedLimitMs) {
      this.#flushTimer = setTimeout(() => this.#flush(), batchMs);
      return;
    }
    this.#giveUp(error);
  }

  #giveUp(error: unknown): void {
    this.#storeFailure ??= error;
    this.stop();
    setTimeout(() => this.#engine.kill(), leaveLimitMs).unref();
  }

  #beat(): void {
    try {
      refuseGone(this.#store);
      const mine = this.#clock.count((seconds) =>
        beatHeart(this.#store.db, this.run.key, {
          token: thisProcess.token,
          enginePid: this.#engine.pid,
          seconds,
        }),
      );
      const state = mine ? 'running' : runByKey(this.#store.db, this.run.key).state;
      // Between its last word and its exit a run is over and has no heart.
      if (state === 'running' && !mine) this.#giveUp(jobFault('ownershipLost', { run: this.run.id }));
    } catch (error) {
      if (!systemErrorCode(error)?.startsWith('SQLITE_BUSY')) this.#giveUp(error);
    }
  }

  /** The process has gone without a last word: the end is said in its place. */
  #endUnlessEnded(exit: EngineExit): void {
    if (runByKey(this.#store.db, this.run.key).state !== 'running') return;
    const fault = this.#killed ? undefined : this.#faultOf(exit);
    const asked = fault?.code === 'jobs.engineHung' ? this.#endsAs : 'interrupted';
    endRun(this.#store.db, this.run.key, {
      state: fault?.code === 'jobs.engineDidNotStart' ? 'failed' : asked,
      endedAtMs: Date.now(),
      seconds: this.#clock.uncountedSeconds,
      fault,
    });
  }

  #faultOf(exit: EngineExit) {
    const detail = exit.error?.message ?? (exit.signal ? signalText(exit.signal) : `exit code ${exit.code}`);
    const log = this.#logFile;
    const { ranOutAfterMs } = this.#silence;
    if (ranOutAfterMs !== undefined)
      return jobFault('engineHung', { run: this.run.id, silenceMs: ranOutAfterMs });
    if (this.#numEvents === 0 && exit.signal === null)
      return jobFault('engineDidNotStart', { detail: `${detail}${lastLine(log)}`, log });
    return jobFault('engineDied', { run: this.run.id, detail, log });
  }
}

/** A run that has no version yet makes one, in which the examples of earlier runs keep their splits. */
function earlierSplitOf(store: Store, run: Run, { task, data, seed }: Recipe) {
  const { kind } = tasks[task];
  const parent = parentRunId(store.db, run.key);
  return earlierSplit(store, { kind, parent, experiment: run.experiment ?? undefined, data, seed });
}

function recordedDataset(store: Store, key: number): DatasetVersion | undefined {
  const row = datasetByKey(store.db, key);
  // The manifest is the dataset version the engine once sent, kept whole.
  return row && (readDataset(store.paths, row) as DatasetVersion);
}

function signalText(signal: NodeJS.Signals): string {
  return signal === 'SIGKILL' ? 'killed by the system, often for want of memory' : `signal ${signal}`;
}

/** The line of the engine's log that names its error, so that a person need not open the file. */
function lastLine(file: string): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const named = lines.findLast((line) => /^\s*(\w*Error|\[?cause)/.test(line)) ?? '';
  return named === '' ? '' : `: ${named.trim()}`;
}
