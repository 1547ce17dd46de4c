// Trainings that are being prepared.
import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import { recipeDraftSchema, runIdSchema } from './shared.ts';

const draftIdSchema = z.string().regex(/^[0-9a-z-]{1,64}$/);

export interface DraftSummary {
  readonly id: string;
  readonly name: string;
  readonly recipe: Readonly<Record<string, unknown>>;
  /** The run it was made from; null for none. */
  readonly parent: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export const draftsContract = {
  /** Last changed first. */
  list: oc.output(type<readonly DraftSummary[]>()),
  get: oc.input(z.object({ id: draftIdSchema })).output(type<DraftSummary>()),
  /**
   * Creates the draft, or replaces it. Its name is that of the recipe. `known` is the `updatedAtMs` of the version it was
   * made from, null for a new draft: fails with `store.draftChanged` or `store.unknownDraft` where another window was
   * faster. Without it whatever is there is replaced. `parent` names the run it is made from, once: later saves keep it.
   */
  put: oc
    .input(
      z.object({
        id: draftIdSchema,
        recipe: recipeDraftSchema,
        parent: runIdSchema.optional(),
        known: z.number().nullable().optional(),
      }),
    )
    .output(type<Pick<DraftSummary, 'updatedAtMs'>>()),
  remove: oc.input(z.object({ id: draftIdSchema })),
};
