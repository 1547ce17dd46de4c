// One line to the main process while it lasts: a WebSocket of the hosted form, or a message port of the window.
import type { ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';

type NoContext = Record<never, never>;

export interface Line {
  readonly link: ClientLink<NoContext>;
  readonly isClosed: boolean;
  /** Calls `told` once when the line is closed, at once when it is already; returns what takes that back. */
  onClose(told: () => void): () => void;
  close(): void;
}

class ClosableLine implements Line {
  readonly link: ClientLink<NoContext>;
  readonly #end: () => void;
  #told = new Set<() => void>();
  #isClosed = false;

  /** `watch` is called before the link is made: who waits for an answer learns of the end from here first. */
  constructor(watch: (closed: () => void) => void, link: () => ClientLink<NoContext>, end: () => void) {
    watch(() => this.#closed());
    this.link = link();
    this.#end = end;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  onClose(told: () => void): () => void {
    if (this.#isClosed) told();
    else this.#told.add(told);
    return () => this.#told.delete(told);
  }

  /** A dead connection can take long to notice that it is closed; nobody waits for that. */
  close(): void {
    this.#end();
    this.#closed();
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const told of this.#told) told();
    this.#told.clear();
  }
}

const openLimitMs = 10_000;

/** Over a WebSocket that has just been made. Rejects when it cannot be opened. */
export async function socketLine(socket: WebSocket): Promise<Line> {
  const line = new ClosableLine(
    (closed) => socket.addEventListener('close', closed),
    () => new SocketLink({ websocket: socket }),
    () => socket.close(),
  );
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener('open', () => resolve());
  socket.addEventListener('error', () => reject(new Error('The WebSocket could not be opened.')));
  line.onClose(() => reject(new Error('The WebSocket was closed.')));
  const timer = setTimeout(() => line.close(), openLimitMs);
  await promise.finally(() => clearTimeout(timer));
  return line;
}

/** Over a message port; it is started here. */
export function portLine(port: MessagePort): Line {
  const line = new ClosableLine(
    (closed) => port.addEventListener('close', closed),
    () => new PortLink({ port }),
    () => port.close(),
  );
  port.start();
  return line;
}
