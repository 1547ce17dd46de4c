// Connections that do nothing end: a client that went away without a word, or that says half a request and waits, must
// hold nothing. (WebSockets have their own heartbeat, see hosted-services.ts.)
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

export interface ConnectionLimits {
  /** For the head of a request, from the connection or the last request on. */
  readonly headMs: number;
  /** Without a byte in either direction: a request's body or an answer that stands still. */
  readonly idleMs: number;
  /** Between two requests. */
  readonly keptMs: number;
}

/** A page sends little; an upload is sent in as many seconds as it takes, but must not stand still. */
export const usualLimits: ConnectionLimits = { headMs: 10_000, idleMs: 60_000, keptMs: 5_000 };

export function limitConnections(server: Server, { headMs, idleMs, keptMs }: ConnectionLimits): void {
  server.headersTimeout = headMs;
  // The whole of a request may take as long as it moves.
  server.requestTimeout = 0;
  server.keepAliveTimeout = keptMs;
  // Ends the socket, and with it the request or the answer on it.
  server.setTimeout(idleMs);
}

/** How often Node looks at `headersTimeout`; given when the server is made. */
export const lookMs = ({ headMs }: ConnectionLimits) => Math.ceil(headMs / 4);

/** Says the last word on a connection and lets go of it, whether or not the other side does. */
export function endWith(socket: Duplex, text: string): void {
  socket.end(text, () => socket.destroy());
}
