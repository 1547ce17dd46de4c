// The application's own protocol, finesse://app/: the renderer's files and media, nothing else. Used instead of file://,
// which would let a page read every file of the person's.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { protocol } from 'electron';
import { mediaPrefix, mediaResponse } from '../api/media.ts';
import { pageHeaders } from '../api/page-headers.ts';
import type { Services } from '../api/services.ts';
import { systemErrorCode } from '../store/sqlite-errors.ts';

export const appScheme = 'finesse';
export const appOrigin = `${appScheme}://app`;

/** The same place from the sources and from `dist/`. */
const rendererFolder = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../dist/src-renderer/' : '../../src-renderer/',
    import.meta.url,
  ),
);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
};

/** To be called before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

export function serveScheme(services: Services): void {
  protocol.handle(appScheme, (request) => answer(services, request));
}

/** Answers a request of the page. */
export async function answer(services: Services, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.host !== 'app' || request.method !== 'GET') return secured(new Response(null, { status: 404 }));
  if (url.pathname.startsWith(mediaPrefix)) return secured(await mediaResponse(services, url));
  return secured(await rendererFile(url.pathname));
}

async function rendererFile(pathname: string): Promise<Response> {
  const path = pathOf(pathname);
  if (path === undefined) return new Response(null, { status: 404 });
  try {
    const type = types[extname(path)] ?? 'application/octet-stream';
    return new Response(new Uint8Array(await readFile(path)), { headers: { 'content-type': type } });
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return new Response(null, { status: 404 });
  }
}

/** A file inside the renderer's folder; nothing for a path that leads out of it. */
function pathOf(pathname: string): string | undefined {
  try {
    const path = normalize(
      join(rendererFolder, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)),
    );
    return path.startsWith(normalize(rendererFolder + sep)) && !path.includes('\0') ? path : undefined;
  } catch {
    return undefined; // not percent-encoded as it should be
  }
}

/** Media bring a stricter policy of their own; it stays. */
function secured(response: Response): Response {
  for (const [name, value] of Object.entries(pageHeaders({})))
    if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
}
