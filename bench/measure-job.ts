// Measures a whole job: two programs that read the same recipe, run in turn from start to exit.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobCase } from './case-table.ts';
import type { MeasureOptions } from './measure-steps.ts';
import { type Measurement, newParty, type Party, summarise } from './measurement.ts';
import { runProgram } from './run-program.ts';
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

/** Runs a program to its end; its last line is JSON with `test.accuracy`. */
async function runJob(party: Party, command: SideCommand): Promise<void> {
  const { elapsedMs, peakMemoryMb, lastLine } = await runProgram(command);
  party.rounds.push(elapsedMs);
  party.peakMemoryMb = Math.max(party.peakMemoryMb ?? 0, peakMemoryMb);
  party.testAccuracy = (JSON.parse(lastLine) as { test: { accuracy: number } }).test.accuracy;
}
