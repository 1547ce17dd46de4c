// What happens to examples before the network sees them, shown on a person's own examples.
// Previews of the same kind supersede each other: an older one fails with `jobs.superseded`, to be ignored.
import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { BatchPreview, PreprocessingPreview } from '../../training/workbench/preprocessing-report.ts';
import { dataKeySchema } from './data.ts';
import { recipeDraftSchema } from './shared.ts';

export type { BatchPreview, PreprocessingPreview };

export const preprocessingContract = {
  /** Throws `jobs.recipeInvalid` while the draft lacks its model, `data.unknown-reading`. */
  preview: oc
    .input(
      z.object({
        recipe: recipeDraftSchema,
        key: dataKeySchema,
        indices: z.array(z.number().int().min(0)).min(1).max(8),
        /** Pictures: augmented versions of each. */
        variants: z.number().int().min(0).max(12).default(6),
      }),
    )
    .output(type<PreprocessingPreview>()),
  /** The first real batch of training. Throws likewise. */
  batch: oc.input(z.object({ recipe: recipeDraftSchema, key: dataKeySchema })).output(type<BatchPreview>()),
};
