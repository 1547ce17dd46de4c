// What a person has settled for the application as a whole.
import { oc } from '@orpc/contract';
import * as z from 'zod';

/** Every setting with its default. Defaults are caught one by one: a value of another version spoils only itself. */
export const settingsSchema = z.object({
  locale: z.enum(['system', 'en', 'fr']).catch('system'),
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  /** Expert view of the wizard's steps. */
  expert: z.boolean().catch(false),
  /** The folder that was last chosen in a picker. */
  lastFolder: z.string().catch(''),
  /** Where something was saved last. */
  lastSaveFolder: z.string().catch(''),
  /** Columns of the runs table, in order; empty for the usual ones. */
  runColumns: z.array(z.string()).catch([]),
  /** How the runs table was last searched, filtered, sorted and grouped: the query of its address. */
  runView: z.string().catch(''),
});

export const settingsContract = {
  get: oc.output(settingsSchema),
  /** Changes the settings that are given and returns all. */
  put: oc
    .input(
      z.object({
        locale: z.enum(['system', 'en', 'fr']).optional(),
        theme: z.enum(['system', 'light', 'dark']).optional(),
        expert: z.boolean().optional(),
        lastFolder: z.string().max(4096).optional(),
        lastSaveFolder: z.string().max(4096).optional(),
        runColumns: z.array(z.string().max(200)).max(100).optional(),
        runView: z.string().max(4000).optional(),
      }),
    )
    .output(settingsSchema),
};
