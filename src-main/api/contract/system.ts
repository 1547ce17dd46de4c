// The application itself: who answers, where, and what it can do.
import { eventIterator, oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { Diagnosis } from '../../engine/doctor.ts';
import type { TrialEnd } from '../../engine/notices.ts';
import { progressSchema } from './shared.ts';

export type { Diagnosis, TrialEnd };

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
      /** Room left on the disk that holds the store. */
      freeDiskBytes: z.number(),
    }),
  ),
  /** Tries and measures what this machine can compute with. Phases: names of backends and providers. */
  doctor: oc.output(eventIterator(progressSchema, type<Diagnosis>())),
};
