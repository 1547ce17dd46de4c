// What the hosted server answers besides files: the API over WebSockets, media and uploads.
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer } from 'ws';
import { mediaPrefix, mediaResponse } from '../api/media.ts';
import { router } from '../api/router.ts';
import { closeServices, openServices, type Services } from '../api/services.ts';
import { socketCarrier } from '../api/socket-carrier.ts';
import { systemErrorCode } from '../store/sqlite-errors.ts';
import type { StoreLock } from '../store/store-lock.ts';
import { endWith } from './connection-limits.ts';
import type { HostedServices } from './host-server.ts';
import { Uploads } from './uploads.ts';

/** Pictures and files are uploaded, not sent as messages; the longest message is a table of pasted texts. */
const maxMessageBytes = 8 * 1024 * 1024;
const maxConnections = 32;
const pingMs = 20_000;

export interface OpenedServices extends HostedServices {
  readonly services: Services;
  /** Ends connections first, then what runs; a running run stops at a checkpoint. */
  close(): Promise<void>;
}

export interface HostedServicesOptions {
  readonly lock: StoreLock;
  readonly allow: readonly string[];
}

/** Throws `store.*`. */
export function openHostedServices({ lock, allow }: HostedServicesOptions): OpenedServices {
  const services = openServices({ lock, host: 'browser', allow });
  const uploads = new Uploads(services);
  const { sockets, stop } = webSockets(services);
  return {
    services,
    async respond(request, response, url) {
      if (url.pathname === '/upload') return uploads.take(request, response, url);
      if (request.method !== 'GET') return void response.writeHead(405, { Allow: 'GET' }).end();
      if (!url.pathname.startsWith(mediaPrefix)) return void response.writeHead(404).end();
      await sendResponse(response, await mediaResponse(services, url));
    },
    upgrade(request, socket, head) {
      if (sockets.clients.size >= maxConnections)
        return endWith(socket, 'HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      sockets.handleUpgrade(request, socket, head, (accepted) =>
        sockets.emit('connection', accepted, request),
      );
    },
    async close() {
      stop();
      await closeServices(services);
    },
  };
}

function webSockets(services: Services) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  const take = socketCarrier(router, services);
  // A computer that slept has connections that nobody holds any more.
  const alive = new WeakSet<object>();
  const heart = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, pingMs);
  heart.unref();
  sockets.on('connection', (socket) => {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    // An oversized or malformed frame: ws closes the connection with the right code, and the page connects again.
    socket.on('error', () => socket.terminate());
    take(socket);
  });
  return {
    sockets,
    stop() {
      clearInterval(heart);
      for (const socket of sockets.clients) socket.close(1001, 'Finesse ends');
      // A page that does not answer the closing is not waited for.
      setTimeout(() => sockets.clients.forEach((socket) => void socket.terminate()), 500).unref();
    },
  };
}

/** Writes a web response to Node's. */
async function sendResponse(response: ServerResponse, given: Response): Promise<void> {
  for (const [name, value] of given.headers) response.setHeader(name, value);
  response.writeHead(given.status);
  if (given.body === null) return void response.end();
  try {
    // Node's web stream and the DOM's are declared apart; they are the same class.
    await pipeline(Readable.fromWeb(given.body as import('node:stream/web').ReadableStream), response);
  } catch (error) {
    // The page went away while it was being sent, or before that.
    const gone = ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE'];
    if (!gone.includes(systemErrorCode(error) ?? '')) throw error;
  }
}
