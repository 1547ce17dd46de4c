// Measures a whole job: two programs that read the same recipe, run in turn from start to exit.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobCase } from './case-table.ts';
import type { MeasureOptions } from './measure-steps.ts';
import { type Measurement, newParty, type Party, summarise } from './measurement.ts';
import { treeMemoryMb } from './process-memory.ts';
import type { SideCommand } from './side.ts';
import { benchPath, commandLine, wholeJobScript } from './sides.ts';

/** Every round starts from an empty store, so that nothing is cached from the round before. */
export async function measureJob(work: JobCase, options: MeasureOptions): Promise<Measurement> {
  const recipe = benchPath(work.recipe);
  const ours = newParty();
  const peer = options.peer && newParty();
  for (let round = 1; round <= options.rounds; round++) {
    const store = mkdtempSync(join(tmpdir(), 'finesse-bench-'));
    try {
      await runJob(ours, finesseJob(recipe, store, options.threads));
    } finally {
      rmSync(store, { recursive: true });
    }
    if (peer && options.peer) {
      const args = [wholeJobScript, recipe, String(options.threads)];
      await runJob(peer, { program: options.peer.program, args });
    }
    options.log(`${work.name}: round ${round} of ${options.rounds}`);
  }
  return summarise(ours, peer, {});
}

function finesseJob(recipe: string, store: string, threads: number): SideCommand {
  const args = ['train', recipe, '--json', '--store', store, '--set', `engine.threads=${threads}`];
  return { program: process.execPath, args: [commandLine, ...args] };
}

const memorySampleMs = 250;

/** Runs a program to its end; its last line is JSON with `test.accuracy`. */
async function runJob(party: Party, { program, args }: SideCommand): Promise<void> {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const sampler = setInterval(() => {
    party.peakMemoryMb = Math.max(party.peakMemoryMb ?? 0, treeMemoryMb(child.pid!));
  }, memorySampleMs);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) output += chunk;
  const code = await exited.finally(() => clearInterval(sampler));
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with exit code ${code}`);
  party.rounds.push(performance.now() - begun);
  const last = output.trimEnd().split('\n').at(-1)!;
  party.testAccuracy = (JSON.parse(last) as { test: { accuracy: number } }).test.accuracy;
}
