// The hosted application from its start to its end: listens first, opens the store while the page is on its way.
import { join } from 'node:path';
import { defaultStoreFolder, storePaths } from '../store/store-folder.ts';
import { openHostServer } from './host-server.ts';
import { claimInstance } from './instance.ts';
import { openBrowser } from './open-browser.ts';

export interface ServeOptions {
  readonly storeFolder?: string;
  readonly host?: string;
  readonly port?: number;
  readonly openBrowser: boolean;
  readonly say: (line: string) => void;
}

/** Serves until the process is asked to end. Settles when everything has been closed. Throws `server.*` and `store.*`. */
export async function serve(options: ServeOptions): Promise<void> {
  const folder = storePaths(options.storeFolder ?? defaultStoreFolder(process.platform, process.env)).folder;
  const instance = await claimInstance(join(folder, 'hosted.json'));
  if (instance.running !== undefined) {
    options.say(`Finesse is running already: ${instance.running}`);
    if (options.openBrowser) openBrowser(instance.running);
    return;
  }
  const opening = Promise.withResolvers<import('./hosted-services.ts').OpenedServices>();
  // Told below, where it is awaited.
  opening.promise.catch(() => undefined);
  const host = await openHostServer({
    host: options.host,
    port: options.port ?? 0,
    services: opening.promise,
  });
  options.say(`Finesse is open at ${host.url}`);
  if (options.openBrowser) openBrowser(host.url);
  try {
    const { openHostedServices } = await import('./hosted-services.ts');
    opening.resolve(openHostedServices(folder));
    const services = await opening.promise;
    instance.publish(host.url);
    await untilAskedToEnd(options.say);
    await services.close();
  } catch (error) {
    opening.reject(error);
    throw error;
  } finally {
    instance.release();
    await host.close();
  }
}

async function untilAskedToEnd(say: (line: string) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const end = () => {
    say('Closing. A running training stops at a checkpoint and can be resumed.');
    resolve();
  };
  for (const signal of signals) process.once(signal, end);
  await promise;
  // A second one ends at once, as everywhere.
  for (const signal of signals) process.once(signal, () => process.exit(130));
}
