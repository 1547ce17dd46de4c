// Pictures and files for the renderer, by address instead of inside the API's messages: `/media/<kind>/<parts...>`.
// The table of who provides what; the server and Electron's protocol both ask `mediaResponse`. A provider finds its
// bytes by ids and hashes that the store knows; one that takes a path asks `services.files.readable(path)` first.
import { FinesseError } from '../errors.ts';
import type { MediaProvider } from './media-response.ts';
import type { Services } from './services.ts';

/** kind -> provider; loaded when first asked for. */
export const mediaProviders: Readonly<Record<string, MediaProvider>> = {
  example: async (...request) => (await import('./example-media.ts')).exampleMedia(...request),
  prediction: async (...request) => (await import('./prediction-media.ts')).predictionMedia(...request),
};

export const mediaPrefix = '/media/';

/** Answers a GET under `/media/`. What is not there is 404; a fault of the program is thrown. */
export async function mediaResponse(
  services: Services,
  url: URL,
  providers: Readonly<Record<string, MediaProvider>> = mediaProviders,
): Promise<Response> {
  const parts = decodedParts(url.pathname.slice(mediaPrefix.length));
  const [kind, ...rest] = parts ?? [];
  if (kind === undefined || !Object.hasOwn(providers, kind)) return new Response(null, { status: 404 });
  try {
    return await providers[kind]!(services, rest, url.searchParams);
  } catch (error) {
    if (!(error instanceof FinesseError)) throw error;
    return Response.json({ code: error.code, message: error.message }, { status: 404 });
  }
}

/** The parts of a path; none where one could climb out of its folder. */
function decodedParts(path: string): string[] | undefined {
  try {
    const parts = path.split('/').map(decodeURIComponent);
    return parts.every((part) => part !== '' && part !== '..' && !/[/\\\0]/.test(part)) ? parts : undefined;
  } catch {
    return undefined; // not percent-encoded as it should be
  }
}
