// The API's connection over the lines that come and go: opens the next one when one is lost, sees to it that both
// sides are of one version, and fails what was under way with a recognisable error. Knows no carrier and no screen.
import type { ClientLink, ClientOptions } from '@orpc/client';
import { ConnectionLostError } from './connection-lost.ts';
import { guardedCall } from './guarded-call.ts';
import type { Line } from './line.ts';

type NoContext = Record<never, never>;

export type ConnectionState =
  /** Not yet there. */
  | 'connecting'
  | 'connected'
  /** Was there; is tried again by itself. */
  | 'lost'
  /** This page was opened by an earlier start: open the printed address. */
  | 'denied'
  /** The main process is of another version: load the page again. */
  | 'incompatible';

export interface ConnectionOptions {
  /** Makes the next line; rejects when it cannot. */
  readonly open: () => Promise<Line>;
  /** The version this renderer was built as. */
  readonly version: string;
  /** Asked when a line could not be opened: whether trying again is useless. */
  readonly isDenied?: () => Promise<boolean>;
  readonly onState?: (state: ConnectionState) => void;
  /** Pauses before the next try; the last one repeats. */
  readonly pausesMs?: readonly number[];
  /** How long a request waits for a lost connection before it fails. */
  readonly patienceMs?: number;
  /** How long a sign of life may take when one is asked for. */
  readonly signOfLifeMs?: number;
}

export class Connection implements ClientLink<NoContext> {
  readonly #options: Required<ConnectionOptions>;
  #state: ConnectionState = 'connecting';
  #line: Line | undefined;
  #ended = false;
  /** Ends the pause before the next try. */
  #wake: () => void = () => {};
  #watchers = new Set<() => void>();

  constructor(options: ConnectionOptions) {
    this.#options = {
      isDenied: async () => false,
      onState: () => {},
      pausesMs: [100, 250, 500, 1_000, 2_000, 5_000],
      patienceMs: 3_000,
      signOfLifeMs: 5_000,
      ...options,
    };
    void this.#keepConnected();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Makes one request. Waits a while for a lost connection; throws ConnectionLostError when it stays away or breaks. */
  async call(path: readonly string[], input: unknown, options: ClientOptions<NoContext>): Promise<unknown> {
    const line = await this.#lineFor(options.signal);
    return guardedCall(line, { path, input, options }, () => this.#lost());
  }

  /** To be called when the computer may have slept or the network changed: tries at once, or asks for a sign of life. */
  async check(): Promise<void> {
    const line = this.#line;
    if (line === undefined) return this.#wake();
    const signal = AbortSignal.timeout(this.#options.signOfLifeMs);
    const alive = await line.link.call(['system', 'hello'], undefined, { context: {}, signal }).then(
      () => true,
      () => false,
    );
    if (!alive) line.close();
  }

  /** Settles when there is a connection again. Rejects with the signal's reason. */
  async connected(signal?: AbortSignal): Promise<void> {
    while (this.#state !== 'connected') await this.#nextState(signal);
  }

  /** Ends it for good. */
  close(): void {
    this.#ended = true;
    this.#line?.close();
    this.#setState('lost');
    this.#wake();
  }

  async #keepConnected(): Promise<void> {
    const { pausesMs } = this.#options;
    let numFailed = 0;
    while (!this.#ended) {
      const line = await this.#tryLine();
      if (line !== undefined) {
        numFailed = 0;
        await this.#untilClosed(line);
        continue;
      }
      const isOver = this.#state === 'denied' || this.#state === 'incompatible';
      await this.#pause(isOver ? undefined : pausesMs[Math.min(numFailed, pausesMs.length - 1)]);
      numFailed += 1;
    }
  }

  /** A line that carries and whose other end is of our version. */
  async #tryLine(): Promise<Line | undefined> {
    let line: Line | undefined;
    try {
      line = await this.#options.open();
      const signal = AbortSignal.timeout(30_000); // the store may be brought up to date at its first opening
      const hello = await line.link.call(['system', 'hello'], undefined, { context: {}, signal });
      if ((hello as { version: string }).version === this.#options.version) return line; // as the contract has it
      this.#setState('incompatible');
    } catch {
      // Why it cannot be opened is not said by browsers; it is asked for apart.
      const isDenied = await this.#options.isDenied().catch(() => false);
      if (isDenied) this.#setState('denied');
      else if (this.#state !== 'connecting') this.#setState('lost');
    }
    line?.close();
    return undefined;
  }

  async #untilClosed(line: Line): Promise<void> {
    if (this.#ended) return line.close();
    this.#line = line;
    this.#setState('connected');
    await new Promise<void>((done) => line.onClose(done));
    this.#line = undefined;
    this.#setState('lost');
  }

  async #lineFor(signal: AbortSignal | undefined): Promise<Line> {
    const patience = AbortSignal.timeout(this.#options.patienceMs);
    while (this.#line === undefined || this.#line.isClosed) {
      signal?.throwIfAborted();
      const waits = this.#state === 'connecting' || (this.#state === 'lost' && !patience.aborted);
      if (!waits || this.#ended) throw this.#lost();
      const limits = this.#state === 'lost' ? [patience] : [];
      await this.#nextState(AbortSignal.any(signal ? [signal, ...limits] : limits)).catch(() => undefined);
    }
    return this.#line;
  }

  #lost(): ConnectionLostError {
    return new ConnectionLostError((signal) => this.connected(signal));
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
    for (const watch of [...this.#watchers]) watch();
  }

  async #nextState(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    this.#watchers.add(resolve);
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#watchers.delete(resolve);
    }
  }

  /** Without a length: until woken. */
  async #pause(ms: number | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
    this.#wake = () => {};
  }
}
