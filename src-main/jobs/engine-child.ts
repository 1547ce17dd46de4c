// The engine as a child process: started, spoken to, and watched until it has gone. Knows nothing of the store.
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { TrainingCommand, TrainingEvent } from '../training/training-events.ts';
import { childEntry } from './child-entry.ts';

/** How the process ended. */
export interface EngineExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set when the process could not be started at all. */
  readonly error?: Error;
}

export interface EngineChild {
  readonly pid: number | null;
  /** False when the process is no longer listening. */
  send(command: TrainingCommand): boolean;
  kill(): void;
  /** Settles when the process has gone and all its events have been handed over. */
  readonly exit: Promise<EngineExit>;
}

export const engineEntry = new URL('../training/engine-process.ts', import.meta.url);

/** Starts the engine. What it prints goes to `logFile`; its events go to `onEvent` in the order it sent them. */
export function startEngine(
  entry: URL,
  logFile: string,
  onEvent: (event: TrainingEvent) => void,
): EngineChild {
  const log = openSync(logFile, 'a');
  const child = fork(childEntry(entry), [String(process.pid)], {
    execArgv: [],
    // Keeps NaN and infinity, which JSON would turn into null.
    serialization: 'advanced',
    stdio: ['ignore', log, log, 'ipc'],
    // A terminal sends Ctrl-C to a whole group of processes; the engine must outlive it to write its checkpoint.
    detached: process.platform !== 'win32',
  });
  closeSync(log);
  child.on('message', (event) => onEvent(event as TrainingEvent)); // both ends are this program
  return {
    pid: child.pid ?? null,
    // A process that has gone says so by its exit, not by a failed message.
    send: (command) => child.connected && child.send(command, () => undefined),
    kill: () => child.kill('SIGKILL'),
    exit: untilGone(child),
  };
}

/** `exit` can come before the last messages have been read; `disconnect` comes after them. */
function untilGone(child: ChildProcess): Promise<EngineExit> {
  const { promise, resolve } = Promise.withResolvers<EngineExit>();
  const drained = new Promise<void>((done) => child.once('disconnect', done));
  child.on('error', (error) => {
    if (child.pid === undefined) resolve({ code: null, signal: null, error });
  });
  child.once('exit', (code, signal) => {
    void drained.then(() => resolve({ code, signal }));
  });
  return promise;
}
