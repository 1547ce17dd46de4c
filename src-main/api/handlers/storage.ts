// The disk.
import { cleanUp, diskUsage } from '../../jobs/disk-usage.ts';
import { copyStore, takeBackStore } from '../../jobs/whole-store.ts';
import { backUp, listBackups, planRestore } from '../../store/backup.ts';
import { api } from '../procedures.ts';
import { taskProgress } from '../task-progress.ts';

export const storageHandlers = {
  usage: api.storage.usage.handler(({ context }) => diskUsage(context.store)),
  clean: api.storage.clean.handler(async ({ input, context }) => ({
    freedBytes: await cleanUp(context.store, input.what),
  })),
  backUp: api.storage.backUp.handler(({ input, context: { store, files } }) =>
    backUp(store.db, store.paths, input.file === undefined ? undefined : files.writableFile(input.file)),
  ),
  listBackups: api.storage.listBackups.handler(({ context }) => listBackups(context.store.paths)),
  restore: api.storage.restore.handler(({ input, context: { store, files } }) =>
    planRestore(store.paths, files.readable(input.file)),
  ),
  copyAll: api.storage.copyAll.handler(async function* ({ input, context: { store, files }, signal }) {
    const folder = files.writable(input.folder);
    return yield* taskProgress(
      (onProgress, both) => copyStore(store, folder, { onProgress, signal: both }),
      signal,
    );
  }),
  restoreAll: api.storage.restoreAll.handler(async function* ({ input, context: { store, files }, signal }) {
    const folder = files.readable(input.folder);
    return yield* taskProgress(async (onProgress, both) => {
      await takeBackStore(store.paths, folder, { onProgress, signal: both });
      return undefined;
    }, signal);
  }),
};
