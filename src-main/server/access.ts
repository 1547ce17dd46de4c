// Who may talk to the hosted application: only pages that were opened with this start's key, under a name that is
// really ours. A page of another site whose name resolves to 127.0.0.1 (DNS rebinding) fails at the Host header; a
// page of another local server, to which the browser would send our cookie, fails at the Origin.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FailureLimit } from './failure-limit.ts';

/** Why a request is refused. */
export type Refusal = 'wrongName' | 'wrongOrigin' | 'noAccess' | 'tooManyFailures';

/** The key a browser is opened with is seen by other programs of the machine: it works once, and soon. */
const onceKeyMs = 60_000;

const secret = () => randomBytes(32).toString('base64url');

export class Access {
  /** Part of the printed address; good until the program ends. */
  readonly key = secret();
  readonly #cookieValue = secret();
  readonly #names: ReadonlySet<string>;
  readonly #port: number;
  readonly #onceKeys = new Map<string, number>();
  /** Wrong keys and wrong cookies are counted apart: a page left open from an earlier start must not lock the key. */
  readonly #wrongKeys = new FailureLimit();
  readonly #wrongCookies = new FailureLimit();

  /** `names`: the host names this server is reached by, without the port. */
  constructor(names: readonly string[], port: number) {
    this.#port = port;
    this.#names = new Set(names.map((name) => `${name.toLowerCase()}:${port}`));
  }

  /** A key that opens the application once, within a minute. */
  onceKey(): string {
    const key = secret();
    this.#onceKeys.set(digest(key).toString('hex'), Date.now() + onceKeyMs);
    return key;
  }

  /** Every request must name this server by one of its own names, and its page must come from it where it says. */
  refusal(request: IncomingMessage): Refusal | undefined {
    if (!this.#names.has(request.headers.host?.toLowerCase() ?? '')) return 'wrongName';
    const { origin } = request.headers;
    return origin !== undefined && origin !== ownOrigin(request) ? 'wrongOrigin' : undefined;
  }

  /** What a request for anything of the person's must have besides: the cookie, and no foreign page behind it. */
  sessionRefusal(request: IncomingMessage, { mustSayOrigin }: { readonly mustSayOrigin: boolean }) {
    const refusal = this.refusal(request);
    if (refusal !== undefined) return refusal;
    if (isForeign(request) || (mustSayOrigin && request.headers.origin === undefined)) return 'wrongOrigin';
    const given = this.#cookieOf(request);
    if (given !== undefined && isSame(given, this.#cookieValue)) return undefined;
    return this.#wrongCookies.fail(addressOf(request)) ? 'noAccess' : 'tooManyFailures';
  }

  /** The key of an opening address for a cookie, or why not. */
  exchange(request: IncomingMessage, key: string): { readonly cookie: string } | Refusal {
    const isGood = this.#takeOnceKey(key) || isSame(key, this.key);
    return isGood ? { cookie: this.#cookie() } : this.#wrongKey(request);
  }

  /** A key that opens the application once, for who knows the one of this start; or why not. */
  ticket(request: IncomingMessage): { readonly key: string } | Refusal {
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    return isSame(key, this.key) ? { key: this.onceKey() } : this.#wrongKey(request);
  }

  /**
   * The right key is good whatever came before. What pages of other sites have the browser ask for is refused without
   * being counted: else any of them could use up the attempts of the person's own address.
   */
  #wrongKey(request: IncomingMessage): Refusal {
    if (isForeign(request)) return 'wrongOrigin';
    return this.#wrongKeys.fail(addressOf(request)) ? 'noAccess' : 'tooManyFailures';
  }

  /** Ports share cookies, so each port has its own name. */
  #cookie(): string {
    return `${this.#cookieName}=${this.#cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
  }

  get #cookieName(): string {
    return `finesse-${this.#port}`;
  }

  #cookieOf(request: IncomingMessage): string | undefined {
    const start = `${this.#cookieName}=`;
    const cookies = (request.headers.cookie ?? '').split(/;\s*/);
    return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length);
  }

  /** Looked up by its digest, so that the time it takes says nothing of the keys. */
  #takeOnceKey(key: string): boolean {
    const name = digest(key).toString('hex');
    const untilMs = this.#onceKeys.get(name);
    this.#onceKeys.delete(name);
    return untilMs !== undefined && Date.now() < untilMs;
  }
}

/** The origin a page of this server has; its Host was found to be ours. */
export function ownOrigin(request: IncomingMessage): string {
  return `http://${request.headers.host?.toLowerCase()}`;
}

/** Whether a page of another site, or of another server of this machine, is behind a request. Browsers say so. */
function isForeign(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}

/** Digests have one length, which the comparison in constant time needs. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
