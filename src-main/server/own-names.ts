// The names under which this server answers.
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

const everywhere = new Set(['0.0.0.0', '::']);

/** Names for an address that is listened on: its own, this machine's loopback names, and its addresses for "any". */
export function ownNames(host: string): string[] {
  const own = everywhere.has(host) ? [hostname(), ...addresses()] : [host];
  return [...new Set(['127.0.0.1', 'localhost', '[::1]', ...own.map(urlName)])];
}

/** An address as a URL has it. */
export function urlName(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** Whether other machines can reach `host`. */
export function isReachable(host: string): boolean {
  return !(host === 'localhost' || host === '::1' || host.startsWith('127.'));
}

function addresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
}
