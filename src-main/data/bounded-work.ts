// Work on this thread that is broken off when it takes too long: also a regular expression that would go on for ever,
// which no timer of the thread itself can reach.
import { Script } from 'node:vm';

/** The work was broken off. */
export class OutOfTime extends Error {}

const place = Symbol.for('finesse.bounded-work');
// V8 looks for the end of a script's time inside loops and inside the backtracking of regular expressions.
const call = new Script(`globalThis[Symbol.for('finesse.bounded-work')]()`);

/**
 * `work()`, or OutOfTime after `limitMs`. Costs a thread for each call (about 0.1 ms), so give it some work. What it was
 * changing when it was broken off is not to be used any more.
 */
export function within<Result>(limitMs: number, work: () => Result): Result {
  const shared = globalThis as unknown as Record<symbol, unknown>; // the one place that both sides see
  shared[place] = work;
  try {
    return call.runInThisContext({ timeout: limitMs }) as Result; // the script gives what `work` gives
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? new OutOfTime() : error;
  } finally {
    delete shared[place];
  }
}
