// Past and present runs: the table, one run whole, comparing, changing and removing.
import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { ComparedRun } from '../../jobs/compare-runs.ts';
import type { BaselineComparison } from '../../jobs/compare-to-baseline.ts';
import type { RunDetails } from '../../jobs/run-details.ts';
import type { RunSize } from '../../jobs/run-files-removal.ts';
import type { CsvContent } from '../../jobs/runs-csv.ts';
import type { Curve } from '../../store/metrics-repository.ts';
import type { LogEntry } from '../../store/run-log-repository.ts';
import type { RunTableRow } from '../../store/run-table.ts';
import { runIdSchema } from './shared.ts';

export type { BaselineComparison, ComparedRun, LogEntry, RunDetails, RunSize, RunTableRow };

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
  /** Curves by step, or only that of `metric`, each thinned to at most `maxPoints` that keep its peaks. */
  curves: oc
    .input(
      one.extend({
        metric: z.string().max(200).optional(),
        maxPoints: z.number().int().min(10).max(20_000).default(2_000),
      }),
    )
    .output(type<readonly Curve[]>()),
  /** Runs that are not there are left out; the baseline is one of the runs. */
  compare: oc
    .input(z.object({ runs: z.array(runIdSchema).min(1).max(50), baseline: runIdSchema.optional() }))
    .output(
      type<{
        readonly runs: readonly ComparedRun[];
        readonly baseline: readonly BaselineComparison[];
      }>(),
    ),
  /** The recipe as it was kept, every default filled in, and a free name for a run that is made from it. */
  recipe: oc
    .input(one)
    .output(type<{ readonly recipe: Readonly<Record<string, unknown>>; readonly nextName: string }>()),
  /** Changes what is given, for all runs named, by whole ids; none where one is not there. */
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
  /** Bytes on disk by id, of some runs or of all; measured once and kept. */
  sizes: oc
    .input(z.object({ runs: z.array(runIdSchema).max(10_000).optional() }).default({}))
    .output(type<Readonly<Record<string, number>>>()),
  /** Throws `store.runInProgress` where one of them is under way; then none is removed. */
  remove: oc.input(several.extend({ keep: z.enum(['nothing', 'record']) })),
  /** The last lines that fit, oldest first; `before` the key of one for those further back. */
  log: oc
    .input(
      one.extend({
        levels: z
          .array(z.enum(['info', 'warning', 'error']))
          .min(1)
          .optional(),
        text: z.string().max(1_000).optional(),
        before: z.number().int().optional(),
        limit: z.number().int().min(1).max(5_000).default(1_000),
      }),
    )
    .output(type<readonly LogEntry[]>()),
  /**
   * A table for a spreadsheet: one row a run, or one a metric and epoch, or one a point of a curve by step. Without
   * `runs` all that are not archived.
   */
  exportCsv: oc
    .input(
      z
        .object({
          content: z.enum(['runs', 'epochs', 'steps'] satisfies CsvContent[]),
          runs: z.array(runIdSchema).min(1).max(10_000).optional(),
        })
        .refine(({ content, runs }) => content !== 'steps' || (runs !== undefined && runs.length <= 20), {
          message: 'Curves by step are given for at most 20 runs.',
        }),
    )
    .output(type<{ readonly csv: string }>()),
};
