// The store as every command opens it: the folder of --store or the user's own, abandoned runs put right first.
import type { Command } from 'commander';
import type { Store } from '../store/open-store.ts';
import { cliFault } from './errors.ts';

/** Options every command knows. */
export interface GlobalOptions {
  readonly store?: string;
  readonly verbose?: boolean;
}

/** Opens the store, hands it to `work`, and closes it whatever happens. Failures of SQLite name its file. */
export async function withStore<Result>(
  command: Command,
  work: (store: Store) => Result | Promise<Result>,
): Promise<Result> {
  const { closeStore, openStore } = await import('../store/open-store.ts');
  const { defaultStoreFolder } = await import('../store/store-folder.ts');
  const { dropLeftReports } = await import('../store/left-reports.ts');
  const { toStoreFault } = await import('../store/sqlite-errors.ts');
  const { recoverRuns } = await import('../jobs/recover-runs.ts');
  const folder = command.optsWithGlobals<GlobalOptions>().store;
  // An empty text is an unset variable of a script; it would mean the current folder.
  if (folder === '') throw cliFault('emptyStore', {});
  const store = openStore(folder ?? defaultStoreFolder(process.platform, process.env));
  try {
    dropLeftReports(store);
    recoverRuns(store);
    return await work(store);
  } catch (error) {
    throw toStoreFault(error, store.paths.database);
  } finally {
    closeStore(store);
  }
}
