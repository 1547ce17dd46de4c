// The application itself: who answers, where, and what it can do.
import { oc } from '@orpc/contract';
import * as z from 'zod';

const hostSchema = z.enum(['electron', 'browser']);

export const systemContract = {
  /** The first call of every renderer. A version other than the renderer's own means: load the page again. */
  hello: oc.output(
    z.object({
      version: z.string(),
      host: hostSchema,
      platform: z.string(),
      storeFolder: z.string(),
      machine: z.object({ cpu: z.string(), threads: z.number(), memoryBytes: z.number() }),
    }),
  ),
};
