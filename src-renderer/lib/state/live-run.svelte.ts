// One run as it goes on, or as it went: what main tells of it, gathered. Asked for about ten times a second at most;
// after a lost connection, a reload or a restart it goes on where it stood, without loss and without doubles.
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { follow } from '../api/follow.ts';
import { type Curve, emptyCurve, extended } from './curve.ts';
import { type Progress, trainingProgress } from './training-progress.ts';

export type RunChanges = Awaited<ReturnType<ApiClient['training']['changes']>>;
export type LogLine = RunChanges['log'][number];
export type Epoch = RunChanges['epochs'][number];

/** Drawing is not worth more often than this. */
const drawMs = 100;
/** The engine tells at most 2,000 lines at once; older ones than these are of no use on a screen. */
const mostLogLines = 5_000;
/** Samples of speed and memory: two minutes at the pace of news. */
const mostSamples = 1_200;

export class LiveRun {
  readonly id: string;
  readonly #api: ApiClient;
  readonly #gapMs: number;
  #changes = $state.raw<RunChanges>();
  /** When they came, by a clock that is not set. */
  #takenMs = 0;
  #curves = $state.raw<Readonly<Record<string, Curve>>>({});
  #log = $state.raw<readonly LogLine[]>([]);
  #memory = $state.raw<readonly number[]>([]);
  #speed = $state.raw<readonly number[]>([]);
  #error = $state.raw<unknown>();
  #followers = 0;
  #request: AbortController | undefined;

  constructor(api: ApiClient, id: string, { gapMs = drawMs } = {}) {
    this.#api = api;
    this.id = id;
    this.#gapMs = gapMs;
  }

  /** The last news; undefined until the first. Its `steps` and `log` are only the newest: see `curves` and `log`. */
  get changes(): RunChanges | undefined {
    return this.#changes;
  }

  get curves(): Readonly<Record<string, Curve>> {
    return this.#curves;
  }

  get log(): readonly LogLine[] {
    return this.#log;
  }

  /** Memory of the engine while it was watched, bytes. */
  get memory(): readonly number[] {
    return this.#memory;
  }

  /** Steps a second while it was watched. */
  get speed(): readonly number[] {
    return this.#speed;
  }

  /** Why nothing is heard of it any more; a lost connection is none. */
  get error(): unknown {
    return this.#error;
  }

  get progress(): Progress | undefined {
    if (this.#changes === undefined) return undefined;
    const { plan, epochs, earlyStopping, cursor } = this.#changes;
    return trainingProgress({ plan, epochs, earlyStopping, step: cursor.step });
  }

  /** Seconds that the planned epochs still take at the present speed; null while it is not known. */
  get etaSeconds(): number | null {
    const speed = this.#changes?.live?.stepsPerSecond;
    const progress = this.progress;
    return speed && progress ? (progress.steps - progress.step) / speed : null;
  }

  /** Seconds under way until `nowMs` of `performance.now()`, over all stretches. */
  elapsedSeconds(nowMs: number): number {
    const run = this.#changes?.run;
    if (run === undefined) return 0;
    return run.seconds + (run.state === 'running' ? Math.max(0, nowMs - this.#takenMs) / 1000 : 0);
  }

  /** Begins to follow, once for all who ask; returns what ends it for the one who asked. */
  follow(): () => void {
    this.#followers += 1;
    if (this.#followers === 1) void this.#run();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#followers -= 1;
      if (this.#followers === 0) this.#request?.abort();
    };
  }

  /** Tries again after an error. */
  retry(): void {
    if (this.#followers > 0 && this.#error !== undefined) void this.#run();
  }

  async #run(): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    this.#error = undefined;
    const { signal } = request;
    const ask = (since: RunChanges['cursor'] | undefined, asked: AbortSignal) =>
      this.#api.training.changes({ run: this.id, since }, { signal: asked });
    try {
      const from = this.#changes?.cursor;
      for await (const changes of follow(ask, { from, cursorOf: ({ cursor }) => cursor, signal })) {
        this.#take(changes);
        await pause(this.#gapMs, signal);
      }
    } catch (error) {
      if (!signal.aborted) this.#error = error;
    }
  }

  #take(changes: RunChanges): void {
    const { whole, steps, log, live } = changes;
    const before = whole ? {} : this.#curves;
    const grown = Object.entries(steps).map(
      ([metric, points]) => [metric, extended(before[metric] ?? emptyCurve, points, whole)] as const,
    );
    this.#curves = { ...before, ...Object.fromEntries(grown) };
    if (whole || log.length > 0) this.#log = (whole ? log : [...this.#log, ...log]).slice(-mostLogLines);
    if (live?.memoryBytes) this.#memory = [...this.#memory, live.memoryBytes].slice(-mostSamples);
    if (live?.stepsPerSecond) this.#speed = [...this.#speed, live.stepsPerSecond].slice(-mostSamples);
    this.#takenMs = performance.now();
    this.#changes = changes;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
