// The API over a WebSocket, on the main side. Knows nothing of who may connect: the server has decided that before.
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import { carrierOptions } from './carrier-options.ts';
import type { Services } from './services.ts';

/** Bytes that may wait for a slow page before its progress messages wait too. */
const highWaterBytes = 1024 * 1024;
/** Messages a page may send in ten seconds; its own charts ask some dozens. */
const maxMessages = 5_000;
const messageWindowMs = 10_000;

/** Returns what takes on each accepted connection. */
export function socketCarrier(router: AnyRouter, services: Services): (socket: WebSocket) => void {
  const handler = new RPCHandler<Services>(router, carrierOptions);
  return (socket) => {
    limitMessages(socket);
    const send = (data: Parameters<WebSocket['send']>[0]) => sendSlowly(socket, data);
    // The handler awaits what `send` returns; the declared type of `send` returns nothing.
    const line = { addEventListener: socket.addEventListener.bind(socket), send: send as WebSocket['send'] };
    void handler.upgrade(line, { context: services });
  };
}

/** Settles at once while little waits, else when this message has been handed to the system. */
function sendSlowly(socket: WebSocket, data: Parameters<WebSocket['send']>[0]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // A connection that has gone ends its requests by its close event.
  socket.send(data, () => resolve());
  return socket.bufferedAmount < highWaterBytes ? Promise.resolve() : promise;
}

function limitMessages(socket: WebSocket): void {
  let sinceMs = performance.now();
  let count = 0;
  socket.on('message', () => {
    if (performance.now() - sinceMs > messageWindowMs) [sinceMs, count] = [performance.now(), 0];
    count += 1;
    if (count > maxMessages) socket.close(1008, 'too many messages');
  });
}
