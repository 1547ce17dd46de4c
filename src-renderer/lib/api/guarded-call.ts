// One request over one line: when the line breaks, it fails with the error that says so, and so does the iterator that
// it gave.
import type { ClientOptions } from '@orpc/client';
import type { Line } from './line.ts';

export interface Call {
  readonly path: readonly string[];
  readonly input: unknown;
  readonly options: ClientOptions<Record<never, never>>;
}

/** `lost` makes the error. */
export async function guardedCall(line: Line, call: Call, lost: () => Error): Promise<unknown> {
  const { path, input, options } = call;
  const output = await unlessClosed(line, () => line.link.call(path, input, options), lost);
  return isIterator(output) ? guardedIterator(line, output, lost) : output;
}

/** The answer, or `lost` as soon as the line is closed. */
async function unlessClosed<Value>(line: Line, ask: () => Promise<Value>, lost: () => Error): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const forget = line.onClose(() => reject(lost()));
  try {
    return await Promise.race([ask(), promise]);
  } finally {
    forget();
  }
}

async function* guardedIterator(
  line: Line,
  iterator: AsyncIteratorObject<unknown, unknown>,
  lost: () => Error,
): AsyncGenerator<unknown, unknown> {
  let isOver = false;
  try {
    for (;;) {
      const { value, done } = await unlessClosed(line, () => iterator.next(), lost);
      if (done) {
        isOver = true;
        return value;
      }
      yield value;
    }
  } finally {
    // Whoever looks away early ends the task; over a closed line there is nobody to tell.
    if (!isOver && !line.isClosed) await iterator.return?.();
  }
}

function isIterator(value: unknown): value is AsyncIteratorObject<unknown, unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;
}
