// Runs the cases of a kind in processes of their own, so that a crash and a hang are counted and name their case.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FuzzReport } from './fuzz-child.ts';
import { type Verdict, verdicts } from './kind.ts';
import type { KindName } from './kinds.ts';

const child = fileURLToPath(new URL('fuzz-child.ts', import.meta.url));
/** The slowest case takes a small part of it, also beside other work. */
const hangMs = 120_000;
const memoryMb = 2_048;

export interface Counts {
  readonly counts: Readonly<Record<Verdict, number>>;
  /** How often each note came. */
  readonly notes: ReadonlyMap<string, number>;
  /** Cases that must not be: number, verdict and what was wrong. */
  readonly faults: readonly string[];
}

/** Cases 0 to `cases` - 1 of `seed`. */
export async function runKind(
  kind: KindName,
  { seed, cases }: { seed: number; cases: number },
): Promise<Counts> {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  const faults: string[] = [];
  const notes = new Map<string, number>();
  const count = (number: number, verdict: Verdict, note = '') => {
    counts[verdict] += 1;
    notes.set(note, (notes.get(note) ?? 0) + 1);
    if (verdict === 'wrong' || verdict === 'crash' || verdict === 'hang')
      faults.push(`${kind}, seed ${seed}, case ${number}: ${verdict} ${note}`);
  };
  for (let next = 0; next < cases; ) {
    const { end, done, after } = await runFrom(kind, { seed, next, cases }, count);
    next = done;
    if (after !== undefined) faults.push(`${kind}, seed ${seed}, after all cases: ${after}`);
    if (end === undefined) continue;
    count(next, end);
    next += 1;
  }
  return { counts, notes, faults };
}

interface Stretch {
  readonly seed: number;
  readonly next: number;
  readonly cases: number;
}

/** From one case until the process ends, by itself or because of a case. */
async function runFrom(
  kind: KindName,
  { seed, next, cases }: Stretch,
  count: (number: number, verdict: Verdict, note?: string) => void,
): Promise<{ readonly done: number; readonly end?: 'crash' | 'hang'; readonly after?: string | undefined }> {
  const args = [kind, seed, next, cases].map(String);
  const running = fork(child, args, {
    execArgv: [`--max-old-space-size=${memoryMb}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let done = next;
  let hung = false;
  let after: string | undefined;
  let timer = setTimeout(() => undefined, 0);
  const expect = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      hung = true;
      running.kill('SIGKILL');
    }, hangMs);
  };
  expect();
  running.on('message', (message) => {
    expect();
    if (message === 'ready') return;
    const report = message as FuzzReport; // the only other thing it says
    if ('after' in report) after = report.after;
    else {
      count(report.done, report.outcome.verdict, report.outcome.note);
      done = report.done + 1;
    }
  });
  const code = await untilGone(running);
  clearTimeout(timer);
  if (hung) return { done, end: 'hang' };
  return code === 0 ? { done: cases, after } : { done, end: 'crash' };
}

async function untilGone(running: ChildProcess): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const drained = new Promise<void>((gone) => running.once('disconnect', () => gone()));
  running.once('exit', (code) => void drained.then(() => resolve(code)));
  return promise;
}
