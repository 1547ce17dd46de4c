// One side of a measurement: a child process that is told by JSON lines what to set up and when to run.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import type { StartCase, StepCase } from './case-table.ts';

/** Choices of the peer, for example the layout of pictures; ours takes none. */
export type PeerVariant = Readonly<Record<string, boolean>>;

export interface SideCase {
  readonly threads: number;
  readonly peer: PeerVariant;
  readonly work: StepCase | StartCase;
}

export interface SideCommand {
  readonly program: string;
  readonly args: readonly string[];
}

interface Reply {
  readonly error?: string;
  readonly versions?: Readonly<Record<string, string>>;
  readonly ms?: readonly number[];
}

/** A running child. Its calls must not overlap: only one side may compute at a time. */
export class Side implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #replies: AsyncIterator<string>;

  constructor({ program, args }: SideCommand) {
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout! });
    this.#replies = this.#lines[Symbol.asyncIterator]();
  }

  /** Prepares a case; returns the versions of the libraries that compute. */
  async setup({ threads, peer, work }: SideCase): Promise<Readonly<Record<string, string>>> {
    const { versions = {} } = await this.#ask({ cmd: 'setup', case: { ...work, threads, peer } });
    return versions;
  }

  /** Milliseconds of each of `steps` steps, one after another. */
  async run(steps: number): Promise<readonly number[]> {
    const { ms = [] } = await this.#ask({ cmd: 'run', steps });
    return ms;
  }

  /** Largest resident memory of the child so far in MB; undefined where the system has no /proc. */
  peakMemoryMb(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      const match = /VmHWM:\s+(\d+) kB/.exec(status);
      return match ? Number(match[1]) / 1024 : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Ends the child's input and waits until it has gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin!.end();
    await exited;
  }

  async #ask(command: object): Promise<Reply> {
    this.#child.stdin!.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await this.#replies.next();
    if (done)
      throw new Error(`${this.#child.spawnfile} ended without an answer to ${JSON.stringify(command)}`);
    const reply = JSON.parse(value) as Reply;
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply;
  }
}
