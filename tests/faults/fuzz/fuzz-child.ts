// The process in which cases run: told a kind and the cases, it says before each that it begins and then what came of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, wrong } from './kind.ts';
import { isKindName, kinds } from './kinds.ts';
import { Random } from './random.ts';

export type FuzzReport =
  | { readonly done: number; readonly outcome: Outcome }
  /** What is wrong after all cases. */
  | { readonly after: string };

const [, , name = '', seed, from, until] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'finesse-fuzz-'));
process.once('disconnect', () => process.exit(1));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

if (!isKindName(name)) throw new Error(`no kind ${name}`);
const prepared = await (await kinds[name]())(folder);
const { run, after } = typeof prepared === 'function' ? { run: prepared } : prepared;
process.send!('ready');
for (let number = Number(from); number < Number(until); number++) {
  const outcome = await outcomeOf(number);
  await report({ done: number, outcome });
}
const left = await after?.();
if (left !== undefined) await report({ after: left });
process.exit(0);

function report(found: FuzzReport): Promise<void> {
  return new Promise((sent) => process.send!(found, () => sent()));
}

/** What escapes from a case is as wrong as what it is told. */
async function outcomeOf(number: number): Promise<Outcome> {
  try {
    return await run(new Random(Number(seed) + number * 7919));
  } catch (error) {
    return wrong(`escaped: ${String((error as Error)?.stack ?? error).slice(0, 600)}`);
  }
}
