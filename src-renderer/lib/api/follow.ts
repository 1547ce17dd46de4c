// Following something that changes: asks for what is newer than the cursor, hands it over, and asks again when it has
// been dealt with. So nothing queues up, and after a lost connection, a sleep or a restart it goes on where it stood.
import { ConnectionLostError } from './connection-lost.ts';

export interface FollowOptions<Cursor, Changes> {
  /** Where to begin; absent: at once, with everything. */
  readonly from?: Cursor;
  readonly cursorOf: (changes: Changes) => Cursor;
  readonly signal?: AbortSignal;
}

/**
 * `for await (const changes of follow((since, signal) => api.training.changes({ run, since }, { signal }), ...))`
 * Ends quietly when the signal aborts; throws what the call throws, save a lost connection. Answers that bring
 * nothing (the wait of the other side was over) are handed over too: their cursor is that of the one before.
 */
export async function* follow<Cursor, Changes>(
  ask: (since: Cursor | undefined, signal: AbortSignal) => Promise<Changes>,
  { from, cursorOf, signal = new AbortController().signal }: FollowOptions<Cursor, Changes>,
): AsyncGenerator<Changes, void> {
  let since = from;
  while (!signal.aborted) {
    const changes = await answerOf(ask, since, signal);
    if (changes === undefined) continue;
    yield changes.value;
    since = cursorOf(changes.value);
  }
}

/** Nothing when the connection was lost and has come back, or the signal aborted. */
async function answerOf<Cursor, Changes>(
  ask: (since: Cursor | undefined, signal: AbortSignal) => Promise<Changes>,
  since: Cursor | undefined,
  signal: AbortSignal,
): Promise<{ readonly value: Changes } | undefined> {
  try {
    return { value: await ask(since, signal) };
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof ConnectionLostError)) throw error;
    await error.restored(signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
    return undefined;
  }
}
