// One program from start to exit: how long it took, how much memory, and what it said last.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { treeMemoryMb } from './process-memory.ts';
import type { SideCommand } from './side.ts';

export interface ProgramRun {
  readonly elapsedMs: number;
  /** Largest proportional set of the program and all its children; 0 where the system does not tell. */
  readonly peakMemoryMb: number;
  readonly lastLine: string;
}

const memorySampleMs = 250;

/**
 * Runs a program to its end; what it says on stderr is shown. Throws where its exit code is not 0, and the reason of
 * `signal`, which kills it.
 */
export async function runProgram({ program, args }: SideCommand, signal?: AbortSignal): Promise<ProgramRun> {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], signal, killSignal: 'SIGKILL' });
  let peakMemoryMb = 0;
  const sampler = setInterval(() => {
    if (child.pid !== undefined) peakMemoryMb = Math.max(peakMemoryMb, treeMemoryMb(child.pid));
  }, memorySampleMs);
  const ended = new Promise<number | null>((resolve, reject) => {
    let failure: Error | undefined;
    child.once('error', (error) => {
      failure = error;
    });
    // After an error too, so that nobody removes the files of a program that is still there.
    child.once('close', (code) => (failure === undefined ? resolve(code) : reject(failure)));
  });
  try {
    const [output, code] = await Promise.all([text(child.stdout), ended]);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with exit code ${code}`);
    const elapsedMs = performance.now() - begun;
    return { elapsedMs, peakMemoryMb, lastLine: output.trimEnd().split('\n').at(-1)! };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearInterval(sampler);
  }
}
