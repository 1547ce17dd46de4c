// Listening on a port of this machine.
import type { Server } from 'node:http';
import { FinesseError } from '../errors.ts';
import { serverFault } from './errors.ts';

/** The same at each start where it is free, so that bookmarks, SSH tunnels and what the browser keeps stay good. */
export const usualPort = 4747;

/** Listens on `port`, or without one on the usual port, or any. Throws server.portTaken and server.notAnAddress. */
export async function listen(server: Server, host: string, port: number | undefined): Promise<number> {
  if (port !== undefined) return listenOn(server, host, port);
  try {
    return await listenOn(server, host, usualPort);
  } catch (error) {
    if (!(error instanceof FinesseError && error.code === 'server.portTaken')) throw error;
    return listenOn(server, host, 0);
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES')
      reject(serverFault('portTaken', { port, host }, error));
    else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
      reject(serverFault('notAnAddress', { host }, error));
    else reject(error);
  };
  server.once('error', onError);
  server.listen(port, host, () => {
    server.off('error', onError);
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : port);
  });
  return promise;
}
