// The disk: what the store takes, clean-up, back-up and restore.
import { eventIterator, oc, type } from '@orpc/contract';
import * as z from 'zod';
import { type CleanUp, cleanUps, type DiskUsage, type UsageKind } from '../../jobs/disk-usage.ts';
import type { StoreCopy } from '../../jobs/whole-store.ts';
import type { BackupFile } from '../../store/backup.ts';
import { givenPathSchema } from '../given-path.ts';
import { progressSchema } from './shared.ts';

export type { BackupFile, CleanUp, DiskUsage, StoreCopy, UsageKind };

export const storageContract = {
  usage: oc.output(type<DiskUsage>()),
  clean: oc
    .input(z.object({ what: z.array(z.enum(cleanUps)).min(1) }))
    .output(type<{ readonly freedBytes: number }>()),
  /** Copies the database while it is in use; into the store's own folder of backups when `file` is absent. */
  backUp: oc.input(z.object({ file: givenPathSchema.optional() }).default({})).output(type<BackupFile>()),
  listBackups: oc.output(type<readonly BackupFile[]>()),
  /**
   * Verifies the file and puts it in the place of the database at the next start; the present one is kept. Throws
   * `store.notADatabase`, `store.corrupt`, `store.newer`.
   */
  restore: oc.input(z.object({ file: givenPathSchema })),
  /**
   * Copies everything into a new folder inside `folder`; progress in bytes. Throws `jobs.copyInside`,
   * `jobs.copyNeedsSpace`.
   */
  copyAll: oc
    .input(z.object({ folder: givenPathSchema }))
    .output(eventIterator(progressSchema, type<StoreCopy>())),
  /** Takes back such a copy: its database at the next start, and the files that are missing here now. Throws likewise. */
  restoreAll: oc
    .input(z.object({ folder: givenPathSchema }))
    .output(eventIterator(progressSchema, type<undefined>())),
};
