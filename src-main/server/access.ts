// Who may talk to the hosted application: only pages that were opened with this start's token, under an address that is
// really ours. A page of another site that resolves its name to 127.0.0.1 (DNS rebinding) fails at the Host header.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const cookieName = 'finesse-access';
const failureLimit = 10;
const failureWindowMs = 60_000;

export type Verdict = 'allowed' | 'wrong-host' | 'wrong-origin' | 'no-token' | 'too-many-failures';

export class Access {
  /** Opens the application; part of the address that is printed and opened. New at each start. */
  readonly token = randomBytes(32).toString('base64url');
  readonly #hosts: ReadonlySet<string>;
  #failures = new Map<string, number[]>();

  /** `hosts`: names this server is reached by, with port, as a Host header has them. */
  constructor(hosts: readonly string[]) {
    this.#hosts = new Set(hosts);
  }

  /** The cookie that stands for the token from the first visit on. Ports share cookies, so each port has its own name. */
  cookie(port: number): string {
    return `${cookieName}-${port}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether a request names this server by an address of its own. */
  isOwnHost(request: IncomingMessage): boolean {
    return this.#hosts.has(request.headers.host ?? '');
  }

  /** Judges a request by host, origin (where it is sent) and token; `offered` is a token given in the address. */
  judge(request: IncomingMessage, offered?: string): Verdict {
    if (!this.isOwnHost(request)) return 'wrong-host';
    const { origin } = request.headers;
    if (origin !== undefined && origin !== `http://${request.headers.host}`) return 'wrong-origin';
    const address = request.socket.remoteAddress ?? '';
    if (this.#hasFailedTooOften(address)) return 'too-many-failures';
    if (this.#isToken(offered ?? tokenOf(request))) return 'allowed';
    // A page without any token, such as one left open from an earlier start, is refused but does not count as an attempt.
    if (offered !== undefined || tokenOf(request) !== undefined) this.#noteFailure(address);
    return 'no-token';
  }

  #isToken(offered: string | undefined): boolean {
    if (offered === undefined) return false;
    // Digests have one length, which the comparison needs.
    const digest = (text: string) => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(offered), digest(this.token));
  }

  #hasFailedTooOften(address: string): boolean {
    const recent = (this.#failures.get(address) ?? []).filter((at) => Date.now() - at < failureWindowMs);
    if (recent.length === 0) this.#failures.delete(address);
    else this.#failures.set(address, recent);
    return recent.length >= failureLimit;
  }

  #noteFailure(address: string): void {
    this.#failures.set(address, [...(this.#failures.get(address) ?? []), Date.now()]);
  }
}

function tokenOf(request: IncomingMessage): string | undefined {
  const name = `${cookieName}-${request.socket.localPort}=`;
  const cookies = (request.headers.cookie ?? '').split(/;\s*/);
  return cookies.find((cookie) => cookie.startsWith(name))?.slice(name.length);
}
