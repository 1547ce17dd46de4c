// What the handlers work with: one set for each main process, whatever carries its API.
import { homedir } from 'node:os';
import { confineReading } from '../data/read-within.ts';
import { ChangeHub } from '../jobs/change-hub.ts';
import { recoverRuns } from '../jobs/recover-runs.ts';
import { RunQueue } from '../jobs/run-queue.ts';
import { Workbench } from '../jobs/workbench.ts';
import { useModelsFolder } from '../library/imported-models.ts';
import { dropLeftReports } from '../store/left-reports.ts';
import { closeStore, openStore, type Store } from '../store/open-store.ts';
import type { StoreLock } from '../store/store-lock.ts';
import type { DesktopShell } from './desktop-shell.ts';
import { confinedFileAccess, type FileAccess, openFileAccess } from './file-access.ts';
import { ShellRequests } from './shell-requests.ts';

export interface Services {
  readonly store: Store;
  readonly hub: ChangeHub;
  readonly queue: RunQueue;
  /** Does what main must not do itself: `workbench.run(task, input, { signal, onProgress })`. */
  readonly workbench: Workbench;
  readonly host: 'electron' | 'browser';
  /** Which files the renderer may name: every path it gives goes through `files.readable` or `files.writable`. */
  readonly files: FileAccess;
  readonly shell: Shell;
}

/** What surrounds the screens. */
export interface Shell {
  readonly requests: ShellRequests;
  /** Absent in the browser-hosted form. */
  readonly desktop?: DesktopShell;
}

export interface ServiceOptions {
  /** One store, one set of services: whoever opens them has its lock, and releases it when they are closed. */
  readonly lock: StoreLock;
  readonly host: Services['host'];
  /** Folders besides home and the store that the browser-hosted form may show. */
  readonly allow?: readonly string[];
  readonly desktop?: DesktopShell;
}

/** Opens the store, puts abandoned runs right, and goes on with the queue. Throws `store.*`. */
export function openServices({ lock, host, allow = [], desktop }: ServiceOptions): Services {
  const store = openStore(lock.folder);
  dropLeftReports(store);
  useModelsFolder(store.paths.models);
  recoverRuns(store);
  const hub = new ChangeHub();
  const queue = new RunQueue({ store, hub });
  queue.open();
  const workbench = new Workbench(store.paths);
  const files =
    host === 'electron'
      ? openFileAccess(store.paths)
      : confinedFileAccess([homedir(), store.paths.folder, ...allow], store.paths);
  confineReading(files.confined ? files.roots : undefined);
  return { store, hub, queue, workbench, host, files, shell: { requests: new ShellRequests(), desktop } };
}

/** Ends everything `openServices` started; a running run stops at a checkpoint and can be resumed. */
export async function closeServices({ store, queue, workbench }: Services): Promise<void> {
  workbench.close();
  await queue.close();
  closeStore(store);
}
