// Pictures on their way to the renderer, by an address that names what they belong to and never a path of the disk:
// /media/<kind>/<parts...>?size=160. Served alike by the hosted server and by Electron's protocol.
import type { Services } from './services.ts';

export interface Media {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For example image/webp. */
  readonly type: string;
}

export interface MediaRequest {
  /** What stands behind the kind in the address. */
  readonly parts: readonly string[];
  /** Longest side wanted, pixels; 16 to 2048. */
  readonly size: number;
}

/** Gives one kind of media; undefined where there is nothing at that address. */
export type MediaProvider = (services: Services, request: MediaRequest) => Promise<Media | undefined>;

const providers: Readonly<Record<string, MediaProvider>> = {};

/** What an address /media/... holds, or undefined. */
export async function readMedia(services: Services, url: URL): Promise<Media | undefined> {
  const [, , kind = '', ...parts] = url.pathname.split('/').map(decodeURIComponent);
  const asked = Number(url.searchParams.get('size') ?? 256);
  const size = Number.isFinite(asked) ? Math.min(2048, Math.max(16, Math.round(asked))) : 256;
  return Object.hasOwn(providers, kind) ? providers[kind]!(services, { parts, size }) : undefined;
}
