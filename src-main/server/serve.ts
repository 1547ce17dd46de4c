// The hosted application from its start to its end: listens first, opens the store while the page is on its way.
import { realpathSync } from 'node:fs';
import { defaultStoreFolder, storePaths } from '../store/store-folder.ts';
import { serverFault } from './errors.ts';
import { openHostServer } from './host-server.ts';
import type { OpenedServices } from './hosted-services.ts';
import { claimInstance, clearInstance, livingInstance, releaseInstance } from './instance.ts';
import { openBrowser } from './open-browser.ts';
import { isReachable } from './own-names.ts';

export interface ServeOptions {
  readonly storeFolder?: string;
  readonly host?: string;
  readonly port?: number;
  /** Folders besides home and the store that the page may list and read. */
  readonly allow?: readonly string[];
  readonly openBrowser: boolean;
  readonly say: (line: string) => void;
}

/** Serves until the process is asked to end. Settles when everything has been closed. Throws `server.*` and `store.*`. */
export async function serve(options: ServeOptions): Promise<void> {
  const { say } = options;
  const { folder } = storePaths(options.storeFolder ?? defaultStoreFolder(process.platform, process.env));
  const allow = (options.allow ?? []).map(existingFolder);
  if (await openedExisting(folder, options)) return;
  clearInstance(folder);
  const opening = Promise.withResolvers<OpenedServices>();
  // Told below, where it is awaited.
  opening.promise.catch(() => undefined);
  const host = await openHostServer({ host: options.host, port: options.port, services: opening.promise });
  try {
    if (!claimInstance(folder, host.url)) return void (await openedExisting(folder, options));
    say(`Finesse is open at ${host.url}`);
    if (isReachable(options.host ?? '127.0.0.1'))
      say(
        'Other machines can reach it, and what they see is not encrypted on its way; SSH forwarding is safer.',
      );
    if (options.openBrowser) openBrowser(host.onceUrl());
    const { openHostedServices } = await import('./hosted-services.ts');
    opening.resolve(openHostedServices({ storeFolder: folder, allow }));
    const services = await opening.promise;
    await untilAskedToEnd(say);
    await services.close();
  } catch (error) {
    opening.reject(error);
    throw error;
  } finally {
    releaseInstance(folder);
    await host.close();
  }
}

/** Opens the application that serves this store already. */
async function openedExisting(folder: string, options: ServeOptions): Promise<boolean> {
  const url = await livingInstance(folder);
  if (url === undefined) return false;
  options.say(`Finesse is running already: ${url}`);
  if (options.openBrowser) openBrowser(url);
  return true;
}

function existingFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw serverFault('allowMissing', { folder }, error);
  }
}

async function untilAskedToEnd(say: (line: string) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let askedMs: number | undefined;
  const onSignal = () => {
    // Under npm one Ctrl-C arrives twice: from the terminal and from npm. A second one of the person's ends at once.
    if (askedMs !== undefined && Date.now() - askedMs > 300) process.exit(130);
    if (askedMs !== undefined) return;
    askedMs = Date.now();
    say('Closing. A running training stops at a checkpoint and can be resumed.');
    resolve();
  };
  for (const signal of signals) process.on(signal, onSignal);
  await promise;
}
