// Files of the machine that the main process runs on: the system's own dialogs in the window, a picker confined to
// the allowed folders in the browser-hosted form.
import { oc } from '@orpc/contract';
import * as z from 'zod';
import { givenPathSchema } from '../given-path.ts';

/** What is being looked for; folders are always listed. */
export const shownFilesSchema = z.enum([
  'folders',
  'pictures',
  'tables',
  'weights',
  'recipes',
  'bundles',
  'all',
]);
export type ShownFiles = z.output<typeof shownFilesSchema>;

const entrySchema = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'file']),
  /** 0 for folders. */
  sizeBytes: z.number(),
  modifiedAtMs: z.number(),
  /** How many entries a folder holds, hidden ones left out; null where it cannot be read, or for a file. */
  numChildren: z.number().nullable(),
});
export type FileEntry = z.output<typeof entrySchema>;

export const filesContract = {
  /** Where a picker starts: home, the store, what was allowed. `dialogs`: `files.choose` works here. */
  roots: oc.output(
    z.object({
      dialogs: z.boolean(),
      folders: z.array(z.object({ name: z.string(), path: z.string() })),
    }),
  ),
  /** One folder, folders first, by name. Throws files.notAllowed, files.notThere, files.notAFolder, files.unreadable. */
  list: oc
    .input(
      z.object({
        path: givenPathSchema,
        show: shownFilesSchema.default('all'),
        hidden: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        path: z.string(),
        /** From the allowed folder down to this one. */
        trail: z.array(z.object({ name: z.string(), path: z.string() })),
        /** At most 5,000. */
        entries: z.array(entrySchema),
        /** Entries beyond that, left out. */
        numLeftOut: z.number(),
      }),
    ),
  /** Throws files.badName, files.exists, and what `list` throws. */
  makeFolder: oc
    .input(z.object({ parent: givenPathSchema, name: z.string().max(255) }))
    .output(z.object({ path: z.string() })),
  /** The system's dialog; nothing chosen is an empty list. Throws files.noDialogs in a browser. */
  choose: oc
    .input(
      z.object({
        mode: z.enum(['open', 'openMany', 'folder', 'save']),
        show: shownFilesSchema.default('all'),
        title: z.string().max(200).optional(),
        /** Name or path to begin with. */
        suggested: z.string().max(4096).optional(),
      }),
    )
    .output(z.object({ paths: z.array(z.string()) })),
  /** Shows a file in the system's file manager. Throws files.noDialogs in a browser. */
  reveal: oc.input(z.object({ path: givenPathSchema })),
};
