// The hosted application from its start to its end: listens first, opens the store while the page is on its way.
import { realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { storeFault } from '../store/errors.ts';
import { defaultStoreFolder, storePaths } from '../store/store-folder.ts';
import { lockStore, type StoreLock } from '../store/store-lock.ts';
import { serverFault } from './errors.ts';
import { openHostServer } from './host-server.ts';
import type { OpenedServices } from './hosted-services.ts';
import { announcedInstance, announceInstance, askForOnceUrl, withdrawInstance } from './instance.ts';
import { openBrowser } from './open-browser.ts';
import { isReachable } from './own-names.ts';

/** One that has just been started has its lock before its address, and one that ends gives back the address first. */
const addressMs = 5_000;

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
  const { folder } = storePaths(options.storeFolder ?? defaultStoreFolder(process.platform, process.env));
  const allow = (options.allow ?? []).map(existingFolder);
  const found = await lockOrAddress(folder);
  if (typeof found === 'string') return openRunning(found, options);
  try {
    await serveLocked(found, { ...options, allow });
  } finally {
    found.release();
  }
}

/** The lock of the store, or the address of the application that has it. Throws `store.inUse` when that has none. */
async function lockOrAddress(folder: string): Promise<StoreLock | string> {
  for (const endMs = Date.now() + addressMs; ; await delay(100)) {
    const found = lockStore(folder) ?? announcedInstance(folder);
    if (found !== undefined) return found;
    if (Date.now() > endMs) throw storeFault('inUse', { folder });
  }
}

async function serveLocked(lock: StoreLock, options: ServeOptions): Promise<void> {
  const { say, allow = [] } = options;
  const opening = Promise.withResolvers<OpenedServices>();
  // Told below, where it is awaited.
  opening.promise.catch(() => undefined);
  const host = await openHostServer({ host: options.host, port: options.port, services: opening.promise });
  try {
    announceInstance(lock, host.url);
    say(`Finesse is open at ${host.url}`);
    if (isReachable(options.host ?? '127.0.0.1'))
      say(
        'Other machines can reach it, and what they see is not encrypted on its way; SSH forwarding is safer.',
      );
    if (options.openBrowser) openBrowser(host.onceUrl());
    const { openHostedServices } = await import('./hosted-services.ts');
    opening.resolve(openHostedServices({ lock, allow }));
    const services = await opening.promise;
    await untilAskedToEnd(say);
    // A start that comes now waits for the lock instead of opening what is about to end.
    withdrawInstance(lock);
    await services.close();
  } catch (error) {
    opening.reject(error);
    throw error;
  } finally {
    withdrawInstance(lock);
    await host.close();
  }
}

/** Opens the application that serves this store already. */
async function openRunning(url: string, options: ServeOptions): Promise<void> {
  options.say(`Finesse is running already: ${url}`);
  if (!options.openBrowser) return;
  const onceUrl = await askForOnceUrl(url);
  if (onceUrl === undefined) options.say('It does not answer now. Open that address yourself in a moment.');
  else openBrowser(onceUrl);
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
