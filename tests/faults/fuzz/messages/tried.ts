// One message sent, and what came of it.
import { ORPCError } from '@orpc/server';
import { type Outcome, wrong } from '../kind.ts';
import type { ProcedureName, Row } from './row.ts';
import { shapeOf } from './shape.ts';
import type { World } from './world.ts';

export interface Tried {
  readonly name: ProcedureName;
  readonly row: Row;
}

export async function tried(
  world: World,
  { name, row }: Tried,
  sent: unknown,
  changed: boolean,
): Promise<Outcome & { readonly shape?: string }> {
  const patience = new AbortController();
  try {
    const answer = world.call(name, sent, row.waits ? patience.signal : undefined);
    if (row.waits) setImmediate(() => patience.abort());
    const shape = row.keyed ? typeof (await answer) : shapeOf(await answer);
    return { verdict: changed ? 'changed' : 'same result', note: name, shape };
  } catch (error) {
    if (row.waits && error === patience.signal.reason)
      return { verdict: 'clear error', note: `${name}: nobody waited any more` };
    return judgeRefusal(error, name);
  }
}

export const refusedByContract = 'not as the contract has it';

/** Refused by the contract or in words: anything else is a mistake of the program. */
function judgeRefusal(error: unknown, procedure: string): Outcome {
  if (!(error instanceof ORPCError))
    return wrong(`${procedure}: ${String((error as Error)?.stack ?? error).slice(0, 900)}`);
  if (error.code === 'BAD_REQUEST')
    return { verdict: 'clear error', note: `${procedure}: ${refusedByContract}` };
  const { code } = (error.data ?? {}) as { readonly code?: string };
  if (error.code !== 'FINESSE' || code === undefined || /internal/i.test(code))
    return wrong(
      `${procedure}: ${error.code} ${code ?? ''} ${error.message} ${JSON.stringify(error.cause)}`.slice(
        0,
        900,
      ),
    );
  if (/\n\s+at /.test(error.message)) return wrong(`${procedure}: a stack: ${error.message.slice(0, 300)}`);
  return error.message.length > 4_000
    ? wrong(`${procedure}: ${error.message.length} characters of message`)
    : { verdict: 'clear error', note: `${procedure}: ${code}` };
}
