// Named groups of runs that answer one question.
import { oc, type } from '@orpc/contract';
import * as z from 'zod';

const nameSchema = z.string().trim().min(1).max(200);

export interface ExperimentSummary {
  readonly name: string;
  readonly createdAtMs: number;
  readonly numRuns: number;
  readonly lastRunAtMs: number | null;
  /** The run with the highest accuracy on its test split; null while none has been tested. */
  readonly best: { readonly id: string; readonly name: string; readonly testAccuracy: number } | null;
}

export const experimentsContract = {
  /** Newest first. */
  list: oc.output(type<readonly ExperimentSummary[]>()),
  create: oc.input(z.object({ name: nameSchema })),
  /** Throws `store.experimentExists`, `store.unknownExperiment`. */
  rename: oc.input(z.object({ name: nameSchema, newName: nameSchema })),
  /** Its runs stay. */
  remove: oc.input(z.object({ name: nameSchema })),
};
