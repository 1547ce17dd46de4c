// A task that answers its input, or misbehaves on request: the workbench's own test piece.
import { setTimeout as delay } from 'node:timers/promises';
import { FinesseError } from '../../errors.ts';
import type { Errand } from '../workbench-messages.ts';

export interface EchoInput {
  readonly value: unknown;
  readonly behave?: 'well' | 'slowly' | 'fail' | 'break' | 'hang' | 'die';
}

export interface EchoResult {
  readonly value: unknown;
  /** Process that answered. */
  readonly pid: number;
}

export const echo: Errand<EchoInput, EchoResult> = async ({ value, behave = 'well' }, context) => {
  const behaviours: Record<NonNullable<EchoInput['behave']>, () => void | Promise<void>> = {
    well: () => undefined,
    async slowly() {
      for (let done = 0; done < 50; done++) {
        context.progress({ phase: 'waiting', done, total: 50 });
        await delay(20, undefined, { signal: context.signal });
      }
    },
    fail() {
      throw new FinesseError({
        code: 'training.echo',
        message: 'The echo was asked to fail.',
        params: { value },
      });
    },
    break() {
      throw new TypeError('the echo is broken');
    },
    hang() {
      for (;;);
    },
    die: () => process.exit(7),
  };
  await behaviours[behave]();
  return { value, pid: process.pid };
};
