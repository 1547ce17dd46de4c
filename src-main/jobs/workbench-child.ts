// One workbench process: started on first use, given one errand at a time, ended when it has had nothing to do for a
// while, killed and replaced when it hangs. Knows nothing of what the errands do.
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { FinesseError } from '../errors.ts';
import type {
  ErrandFailure,
  ErrandProgress,
  WorkbenchCommand,
  WorkbenchReply,
} from '../training/workbench-messages.ts';
import { childEntry } from './child-entry.ts';
import { jobFault } from './errors.ts';

export interface WorkbenchTimes {
  /** Without an errand for this long, the process ends. */
  readonly idleMs: number;
  /** Without progress or answer for this long, it counts as hanging. */
  readonly silenceMs: number;
  /** A cancelled errand has this long to end before its process is killed. */
  readonly cancelMs: number;
}

export interface WorkbenchSetup extends WorkbenchTimes {
  readonly cacheFolder: string;
  readonly modelsFolder: string;
  readonly logFile: string;
}

export interface ChildRequest {
  readonly errand: string;
  readonly input: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ErrandProgress) => void) | undefined;
}

interface Current {
  readonly id: number;
  readonly request: ChildRequest;
  readonly settle: PromiseWithResolvers<unknown>;
  timer: NodeJS.Timeout | undefined;
}

export const workbenchEntry = new URL('../training/workbench-process.ts', import.meta.url);

export class WorkbenchChild {
  readonly #setup: WorkbenchSetup;
  #process: ChildProcess | undefined;
  #current: Current | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #ids = 0;

  constructor(setup: WorkbenchSetup) {
    this.#setup = setup;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Carries out one errand; the next one may be given when this has settled. */
  async run(request: ChildRequest): Promise<unknown> {
    request.signal?.throwIfAborted();
    clearTimeout(this.#idleTimer);
    const child = this.#process ?? this.#start();
    const settle = Promise.withResolvers<unknown>();
    const current: Current = { id: ++this.#ids, request, settle, timer: undefined };
    this.#current = current;
    this.#expectLife(current);
    const cancel = () => this.#cancel(current);
    request.signal?.addEventListener('abort', cancel, { once: true });
    child.ref();
    child.channel?.ref();
    this.#send({ type: 'run', id: current.id, errand: request.errand, input: request.input });
    try {
      return await settle.promise;
    } finally {
      clearTimeout(current.timer);
      request.signal?.removeEventListener('abort', cancel);
      this.#current = undefined;
      this.#rest();
    }
  }

  close(): void {
    clearTimeout(this.#idleTimer);
    this.#process?.kill('SIGKILL');
  }

  #start(): ChildProcess {
    mkdirSync(dirname(this.#setup.logFile), { recursive: true });
    const log = openSync(this.#setup.logFile, 'w');
    const child = fork(childEntry(workbenchEntry), [String(process.pid)], {
      execArgv: [],
      // Keeps typed arrays and NaN, which JSON would not.
      serialization: 'advanced',
      stdio: ['ignore', log, log, 'ipc'],
      detached: process.platform !== 'win32',
    });
    closeSync(log);
    child.on('message', (reply) => this.#receive(reply as WorkbenchReply)); // both ends are this program
    child.once('error', (error) => this.#gone(child, error.message));
    child.once('exit', (code, signal) => this.#gone(child, signal ?? `exit code ${code}`));
    this.#process = child;
    const { cacheFolder, modelsFolder } = this.#setup;
    this.#send({ type: 'open', cacheFolder, modelsFolder });
    return child;
  }

  #send(command: WorkbenchCommand): void {
    // A process that has gone says so by its exit.
    if (this.#process?.connected) this.#process.send(command, () => undefined);
  }

  #receive(reply: WorkbenchReply): void {
    const current = this.#current;
    if (current === undefined || reply.id !== current.id) return;
    if (reply.type === 'progress') {
      const { phase, done, total } = reply;
      if (!current.request.signal?.aborted) this.#expectLife(current);
      current.request.onProgress?.({ phase, done, total });
    } else if (reply.type === 'done') current.settle.resolve(reply.result);
    else current.settle.reject(this.#faultOf(current, reply.failure));
  }

  #faultOf({ request }: Current, failure: ErrandFailure): unknown {
    if (request.signal?.aborted && failure.cancelled) return request.signal.reason;
    const { code, message, params, stack } = failure;
    if (code !== undefined) return new FinesseError({ code, message, params });
    return Object.assign(new Error(`The errand ${request.errand} failed: ${message}`), { stack });
  }

  #expectLife(current: Current): void {
    clearTimeout(current.timer);
    const { silenceMs } = this.#setup;
    current.timer = setTimeout(() => {
      current.settle.reject(jobFault('workbenchHung', { task: current.request.errand, silenceMs }));
      this.#abandon();
    }, silenceMs);
  }

  #cancel(current: Current): void {
    this.#send({ type: 'cancel', id: current.id });
    clearTimeout(current.timer);
    current.timer = setTimeout(() => {
      current.settle.reject(current.request.signal?.reason);
      this.#abandon();
    }, this.#setup.cancelMs);
  }

  /** The process no longer listens to us; the next errand gets a new one. */
  #abandon(): void {
    const child = this.#process;
    this.#process = undefined;
    child?.kill('SIGKILL');
  }

  #gone(child: ChildProcess, detail: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    const { request, settle } = this.#current ?? {};
    if (request?.signal?.aborted) settle?.reject(request.signal.reason);
    settle?.reject(
      jobFault('workbenchDied', { task: request?.errand ?? '', detail, log: this.#setup.logFile }),
    );
  }

  #rest(): void {
    // An idle helper keeps no program alive.
    this.#process?.unref();
    this.#process?.channel?.unref();
    this.#idleTimer = setTimeout(() => this.#abandon(), this.#setup.idleMs);
    this.#idleTimer.unref();
  }
}
