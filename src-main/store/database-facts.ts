// What a database file is, found out in a thread, so that nobody waits for it.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export type DatabaseFacts =
  | { readonly isDatabase: false; readonly reason: string }
  | {
      readonly isDatabase: true;
      /** null where the file is too damaged to tell. */
      readonly applicationId: number | null;
      readonly schemaVersion: number | null;
      /** The first damage found; null where there is none. */
      readonly damage: string | null;
    };

/** Reads all of `file`, which must be a copy of our own. */
export async function databaseFacts(file: string): Promise<DatabaseFacts> {
  const worker = new Worker(new URL('./integrity-worker.ts', import.meta.url), { workerData: file });
  const [facts] = (await once(worker, 'message')) as [DatabaseFacts]; // the one message it sends; its errors reject
  return facts;
}
