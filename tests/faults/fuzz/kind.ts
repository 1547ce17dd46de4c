// What a kind of input is fuzzed with, and what can come of one case.
import { FinesseError } from '../../../src-main/errors.ts';
import type { Random } from './random.ts';

export const verdicts = ['clear error', 'same result', 'changed', 'wrong', 'crash', 'hang'] as const;
/**
 * clear error: refused in words that name it; same result: the change made no difference; changed: another input that
 * is as good; wrong: a result that an independent reading contradicts, or an error that is the program's own; crash: the
 * process ended; hang: no answer in time.
 */
export type Verdict = (typeof verdicts)[number];

export interface Outcome {
  readonly verdict: Exclude<Verdict, 'crash' | 'hang'>;
  /** What was wrong, or the code of the error. */
  readonly note?: string;
}

/** Carries out one case: damages the input with `random`, uses it, and judges what came of it. */
export type RunCase = (random: Random) => Promise<Outcome> | Outcome;

export interface Prepared {
  readonly run: RunCase;
  /** What is wrong after all cases; nothing where all is well. */
  readonly after: () => Promise<string | undefined>;
}

/** Prepares what all cases share, in a folder of their own. */
export type FuzzKind = (folder: string) => Promise<RunCase | Prepared> | RunCase | Prepared;

export const wrong = (note: string): Outcome => ({ verdict: 'wrong', note });

/** An error that a person can act on and that names the input is a clear one; any other is the program's own fault. */
export function judgeError(error: unknown, names: string): Outcome {
  if (!(error instanceof FinesseError))
    return wrong(`not classified: ${String((error as Error)?.stack ?? error).slice(0, 600)}`);
  if (/internal/i.test(error.code)) return wrong(`${error.code}: ${error.message.slice(0, 300)}`);
  if (!error.message.includes(names)) return wrong(`does not name ${names}: ${error.message.slice(0, 300)}`);
  if (error.message.length > 4_000)
    return wrong(`${error.message.length} characters of message: ${error.code}`);
  return { verdict: 'clear error', note: error.code };
}

/** Uses an input; `judge` says what is wrong with the result, or whether it is the one of the undamaged input. */
export async function judged<Result>(
  names: string,
  use: () => Promise<Result> | Result,
  judge: (result: Result) => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  let result: Result;
  try {
    result = await use();
  } catch (error) {
    return judgeError(error, names);
  }
  return judge(result);
}
