// Past and present runs: the table, one run whole, comparing, changing and removing.
import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { BaselineComparison, ComparedRun } from '../../jobs/compare-runs.ts';
import type { RunDetails } from '../../jobs/run-details.ts';
import type { RunSize } from '../../jobs/run-files-removal.ts';
import type { Curve } from '../../store/metrics-repository.ts';
import type { LogLine } from '../../store/run-log-repository.ts';
import type { RunTableRow } from '../../store/run-table.ts';
import { runIdSchema } from './shared.ts';

export type { BaselineComparison, ComparedRun, RunDetails, RunSize, RunTableRow };

const one = z.object({ run: runIdSchema });
const several = z.object({ runs: z.array(runIdSchema).min(1).max(10_000) });
const tagSchema = z.string().trim().min(1).max(60);

export const runsContract = {
  /** Every run, archived ones included, newest first; or only some; or the newest `newest` that are not archived. */
  list: oc
    .input(
      z
        .object({
          runs: z.array(runIdSchema).max(10_000).optional(),
          newest: z.number().int().min(1).max(1_000).optional(),
        })
        .default({}),
    )
    .output(type<readonly RunTableRow[]>()),
  get: oc.input(one).output(type<RunDetails>()),
  /** Curves by step, each thinned to at most `maxPoints` that keep its peaks. */
  curves: oc
    .input(one.extend({ maxPoints: z.number().int().min(10).max(20_000).default(2_000) }))
    .output(type<readonly Curve[]>()),
  compare: oc
    .input(z.object({ runs: z.array(runIdSchema).min(1).max(50), baseline: runIdSchema.optional() }))
    .output(
      type<{ readonly runs: readonly ComparedRun[]; readonly baseline: readonly BaselineComparison[] }>(),
    ),
  /** The recipe as it was kept, every default filled in. */
  recipe: oc.input(one).output(type<{ readonly recipe: Readonly<Record<string, unknown>> }>()),
  /** Changes what is given, for all runs named. */
  edit: oc.input(
    several.extend({
      name: z.string().trim().min(1).max(200).optional(),
      notes: z.string().max(100_000).optional(),
      favourite: z.boolean().optional(),
      archived: z.boolean().optional(),
      /** Name of an experiment, made where it is not there; null takes the runs out of theirs. */
      experiment: z.string().trim().min(1).max(200).nullable().optional(),
      addTags: z.array(tagSchema).max(50).default([]),
      removeTags: z.array(tagSchema).max(50).default([]),
    }),
  ),
  /** What removing would free. */
  removalSize: oc.input(several).output(type<RunSize>()),
  /** Throws `store.runInProgress` for a run under way; runs before it in the list are then gone. */
  remove: oc.input(several.extend({ keep: z.enum(['nothing', 'record']) })),
  /** The last lines, oldest first. */
  log: oc
    .input(one.extend({ limit: z.number().int().min(1).max(5_000).default(1_000) }))
    .output(type<readonly LogLine[]>()),
};
