// What the handlers work with: one set for each main process, whatever carries its API.
import { recoverRuns } from '../jobs/recover-runs.ts';
import { closeStore, openStore, type Store } from '../store/open-store.ts';

export interface Services {
  readonly store: Store;
  readonly host: 'electron' | 'browser';
}

export interface ServiceOptions {
  readonly storeFolder: string;
  readonly host: Services['host'];
}

/** Opens the store, puts abandoned runs right, and starts what runs beside the requests. Throws `store.*`. */
export function openServices({ storeFolder, host }: ServiceOptions): Services {
  const store = openStore(storeFolder);
  recoverRuns(store);
  return { store, host };
}

/** Ends everything `openServices` started; running runs stop at a checkpoint and can be resumed. */
export async function closeServices({ store }: Services): Promise<void> {
  closeStore(store);
}
