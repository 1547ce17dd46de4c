// What the hosted server answers besides files: the API over WebSockets, and media.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { readMedia } from '../api/media.ts';
import { router } from '../api/router.ts';
import { closeServices, openServices, type Services } from '../api/services.ts';
import type { HostedServices } from './host-server.ts';

/** Uploaded pictures for the playground pass as one message; nothing needs more. */
const maxMessageBytes = 32 * 1024 * 1024;
const maxConnections = 32;
const pingMs = 20_000;

export interface OpenedServices extends HostedServices {
  readonly services: Services;
  /** Ends connections first, then what runs; a running run stops at a checkpoint. */
  close(): Promise<void>;
}

/** Throws `store.*`. */
export function openHostedServices(storeFolder: string): OpenedServices {
  const services = openServices({ storeFolder, host: 'browser' });
  const handler = new RPCHandler(router);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, clientTracking: true });
  // A computer that slept has connections that nobody holds any more.
  const alive = new WeakSet<object>();
  const heart = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.has(socket)) socket.terminate();
      alive.delete(socket);
      socket.ping();
    }
  }, pingMs);
  heart.unref();
  sockets.on('connection', (socket) => {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    // An oversized or malformed frame: ws closes the connection with the right code, and the page connects again.
    socket.on('error', () => socket.terminate());
    handler.upgrade(socket, { context: services });
  });
  return {
    services,
    async respond(request, response, url) {
      if (!url.pathname.startsWith('/media/') || request.method !== 'GET') return notFound(response);
      const media = await readMedia(services, url);
      if (media === undefined) return notFound(response);
      // What an address shows never changes: it names an example of a frozen list.
      response.writeHead(200, { 'Content-Type': media.type, 'Cache-Control': 'private, max-age=3600' });
      response.end(media.bytes);
    },
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
      if (sockets.clients.size >= maxConnections) {
        socket.end('HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (accepted) =>
        sockets.emit('connection', accepted, request),
      );
    },
    async close() {
      clearInterval(heart);
      for (const socket of sockets.clients) socket.close(1001, 'Finesse ends');
      await closeServices(services);
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

function notFound(response: ServerResponse): void {
  response
    .writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
    .end('There is nothing at this address.');
}
