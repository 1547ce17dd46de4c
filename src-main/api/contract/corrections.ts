// Corrections of labels: collected while looking at a run, kept for the data set, and trained with. The files of the
// person are never changed.
import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { Correction } from '../../jobs/corrections.ts';
import { runIdSchema } from './shared.ts';

export interface CorrectionView extends Correction {
  /** Picture tasks: where the picture can be loaded from, as long as its run is there. */
  readonly media: string | null;
}

export interface Corrections {
  /** The data set they are about; null before the run has read it. */
  readonly dataPath: string | null;
  /** Oldest first. */
  readonly corrections: readonly CorrectionView[];
}

const toSchema = z.string().min(1).max(200).nullable();
const noteSchema = z.string().max(2_000);
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const correctionsContract = {
  /** All of the data set that the run was trained on; `applied` says which of them the run has already. */
  list: oc.input(z.object({ run: runIdSchema })).output(type<Corrections>()),
  /**
   * Says what the example at a position of the run's version is: `to` another class, or null to leave it out. The label
   * that it has already takes a correction back. Throws `training.unknownClassOfRun`, `jobs.noSuchExample`.
   */
  put: oc.input(
    z.object({
      run: runIdSchema,
      index: z.number().int().min(0),
      to: toSchema,
      note: noteSchema.optional(),
    }),
  ),
  /** Changes one that is there. */
  change: oc.input(
    z.object({
      run: runIdSchema,
      contentHash: hashSchema,
      to: toSchema.optional(),
      note: noteSchema.optional(),
    }),
  ),
  /** Forgets them; runs that were made with them stay as they are. */
  remove: oc.input(z.object({ run: runIdSchema, contentHashes: z.array(hashSchema).max(100_000) })),
  /**
   * A new run of the same recipe with all corrections that this one was trained without, on the same split, at the end
   * of the queue. Throws `jobs.nothingCorrected`.
   */
  train: oc
    .input(z.object({ run: runIdSchema }))
    .output(type<{ readonly run: string; readonly name: string }>()),
};
