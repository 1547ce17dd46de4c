// The disk.
import { cleanUp, diskUsage } from '../../jobs/disk-usage.ts';
import { backUp, listBackups, planRestore } from '../../store/backup.ts';
import { api } from '../procedures.ts';

export const storageHandlers = {
  usage: api.storage.usage.handler(({ context }) => diskUsage(context.store)),
  clean: api.storage.clean.handler(async ({ input, context }) => ({
    freedBytes: await cleanUp(context.store, input.what),
  })),
  backUp: api.storage.backUp.handler(({ input, context: { store, files } }) =>
    backUp(store.db, store.paths, input.file === undefined ? undefined : files.allowed(input.file)),
  ),
  listBackups: api.storage.listBackups.handler(({ context }) => listBackups(context.store.paths)),
  restore: api.storage.restore.handler(({ input, context: { store, files } }) =>
    planRestore(store.paths, files.allowed(input.file)),
  ),
};
