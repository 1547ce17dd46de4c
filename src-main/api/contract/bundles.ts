// Runs out to one `.finesse` file, and in from one. The format: docs/design/finesse-file.md.
import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { BundledRun, BundleSummary } from '../../jobs/bundle-format.ts';
import { givenPathSchema } from '../given-path.ts';
import { runIdSchema, withProgress } from './shared.ts';

export type { BundledRun, BundleSummary };

const exportedSchema = z.object({
  file: z.string(),
  sizeBytes: z.number(),
  numRuns: z.number(),
  /** How many of them came with their weights. */
  numWithWeights: z.number(),
});

const importedSchema = z.object({
  runs: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        /** exists: a run of this id is here already; it was left as it is. */
        outcome: z.enum(['added', 'exists']),
        withWeights: z.boolean(),
      }),
    )
    .readonly(),
});

export const bundlesContract = {
  /**
   * Writes runs, or all runs of an experiment, into a new file. Phases: `datasets`, `runs`. Throws
   * `jobs.bundleExists`, `jobs.bundleEmpty`.
   */
  export: oc
    .input(
      z
        .object({
          file: givenPathSchema,
          runs: z.array(runIdSchema).min(1).max(10_000).optional(),
          experiment: z.string().min(1).max(200).optional(),
          /** Weights, model description and tokenizer: the runs can then be used on the other side. */
          weights: z.boolean().default(true),
          /** The texts of the data. Pictures never leave. */
          texts: z.boolean().default(false),
        })
        .refine(({ runs, experiment }) => (runs === undefined) !== (experiment === undefined), {
          message: 'Give either runs or an experiment.',
        }),
    )
    .output(withProgress(exportedSchema)),
  /** What a file holds, without importing it. Throws `jobs.bundle*`. */
  inspect: oc.input(z.object({ file: givenPathSchema })).output(type<BundleSummary>()),
  /**
   * Verifies the whole file, then adds its runs. Nothing is added from a file that is damaged or newer. Phases:
   * `verifying`, `adding`. Throws `jobs.bundle*` naming the place.
   */
  import: oc.input(z.object({ file: givenPathSchema })).output(withProgress(importedSchema)),
};
