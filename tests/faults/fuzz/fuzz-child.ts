// The process in which cases run: told a kind and the cases, it says before each that it begins and then what came of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, wrong } from './kind.ts';
import { isKindName, kinds } from './kinds.ts';
import { Random } from './random.ts';

export interface FuzzReport {
  readonly done: number;
  readonly outcome: Outcome;
}

const [, , name = '', seed, from, until] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'finesse-fuzz-'));
process.once('disconnect', () => process.exit(1));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

if (!isKindName(name)) throw new Error(`no kind ${name}`);
const run = await (await kinds[name]())(folder);
process.send!('ready');
for (let number = Number(from); number < Number(until); number++) {
  const outcome = await outcomeOf(number);
  await new Promise((sent) => process.send!({ done: number, outcome } satisfies FuzzReport, sent));
}
process.exit(0);

/** What escapes from a case is as wrong as what it is told. */
async function outcomeOf(number: number): Promise<Outcome> {
  try {
    return await run(new Random(Number(seed) + number * 7919));
  } catch (error) {
    return wrong(`escaped: ${String((error as Error)?.stack ?? error).slice(0, 600)}`);
  }
}
