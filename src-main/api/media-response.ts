// What provides pictures and files by address, and the headers under which they go out.
import type { Services } from './services.ts';

/** `parts` are the decoded parts of the path after the kind. Throws a FinesseError for what cannot be had: 404. */
export type MediaProvider = (
  services: Services,
  parts: readonly string[],
  query: URLSearchParams,
) => Response | Promise<Response>;

interface MediaOptions {
  readonly type: string;
  /** The address names the content (a hash, a run's own file), so it may be kept. */
  readonly immutable?: boolean;
}

/** Bytes as a response. */
export function bytesResponse(bytes: Uint8Array<ArrayBuffer>, { type, immutable }: MediaOptions): Response {
  return new Response(bytes, { headers: mediaHeaders(type, immutable) });
}

function mediaHeaders(type: string, immutable = false): Record<string, string> {
  return {
    'content-type': type,
    'cache-control': immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    // A picture or file of the user's is shown, never run: not even an SVG's script.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  };
}
