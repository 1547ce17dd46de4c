// What both carriers do alike: faults that come while a task reports its progress are turned into what the renderer
// understands, as those of plain requests are in procedures.ts; a fault of the program is printed where it happened,
// and the page learns only that there was one.
import { ORPCError } from '@orpc/server';
import { toStoreFault } from '../store/sqlite-errors.ts';
import { printFault } from '../visible-text.ts';
import { carried } from './procedures.ts';
import type { Services } from './services.ts';

/** The part of oRPC's interceptor options that is used. */
interface Call {
  readonly context: Services;
  next(): Promise<unknown>;
}

export const carrierOptions = {
  clientInterceptors: [
    async ({ context, next }: Call): Promise<unknown> => {
      const fault = (error: unknown) => told(carried(toStoreFault(error, context.store.paths.database)));
      try {
        const output = await next();
        return isIterator(output) ? withFaults(output, fault) : output;
      } catch (error) {
        throw fault(error);
      }
    },
  ],
};

/** `yield*` hands on the consumer's early return, so that an abandoned task ends. */
async function* withFaults(
  iterator: AsyncIteratorObject<unknown, unknown>,
  fault: (error: unknown) => unknown,
): AsyncGenerator<unknown, unknown> {
  try {
    return yield* iterator;
  } catch (error) {
    throw fault(error);
  }
}

function isIterator(value: unknown): value is AsyncIteratorObject<unknown, unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;
}

function told(error: unknown): unknown {
  const expected = error instanceof ORPCError || (error instanceof Error && error.name === 'AbortError');
  if (!expected) printFault(error);
  return error;
}
