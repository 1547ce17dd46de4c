// The hosted form: one HTTP server on this machine that gives the renderer's files to everybody (they are the program,
// not the person's), and the API over a WebSocket, media and uploads to pages that were opened with the key.
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { pageHeaders } from '../api/page-headers.ts';
import { printFault } from '../visible-text.ts';
import { Access, ownOrigin, type Refusal } from './access.ts';
import {
  type ConnectionLimits,
  endWith,
  limitConnections,
  lookMs,
  usualLimits,
} from './connection-limits.ts';
import { serverFault } from './errors.ts';
import { listen } from './listen.ts';
import { ownNames, urlName } from './own-names.ts';

/** What answers besides files; made while the first page is already on its way. */
export interface HostedServices {
  /** Answers /media/... and /upload. */
  respond(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  /** Takes over a connection that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface HostOptions {
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** Absent: the usual one where it is free, else any. */
  readonly port?: number;
  readonly services: Promise<HostedServices>;
  readonly rendererFolder?: string;
  /** Shorter ones in tests. */
  readonly limits?: ConnectionLimits;
}

export interface HostServer {
  /** Where the application is, without a key. */
  readonly origin: string;
  /** The address that opens it, as often as wanted. */
  readonly url: string;
  /** An address that opens it once, within a minute. */
  onceUrl(): string;
  close(): Promise<void>;
}

/** Built by `npm run build:renderer`; the same place from the sources and from `dist/`. */
export const builtRenderer = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../dist/src-renderer/' : '../../src-renderer/',
    import.meta.url,
  ),
);

const refusals: Readonly<Record<Refusal, readonly [status: number, text: string]>> = {
  wrongName: [421, 'This server does not answer to that name.'],
  wrongOrigin: [403, 'Requests from other sites are refused.'],
  noAccess: [401, 'This page has no access. Open the address that Finesse printed when it started.'],
  tooManyFailures: [429, 'Too many failed attempts. Wait a minute.'],
};

/** Listens. Throws server.rendererMissing, server.portTaken, server.notAnAddress. */
export async function openHostServer(options: HostOptions): Promise<HostServer> {
  const { host = '127.0.0.1', services, rendererFolder = builtRenderer, limits = usualLimits } = options;
  if (!existsSync(`${rendererFolder}/index.html`))
    throw serverFault('rendererMissing', { folder: rendererFolder });
  const server = createServer({ connectionsCheckingInterval: lookMs(limits) });
  limitConnections(server, limits);
  const port = await listen(server, host, options.port);
  const access = new Access(ownNames(host), port);
  const visits: Visits = { access, services, files: rendererFiles(rendererFolder) };
  server.on('request', (request, response) => {
    void answer(visits, request, response).catch((error: unknown) => fail(response, error));
  });
  server.on('upgrade', (request, socket, head) => upgrade(visits, request, { socket, head }));
  const origin = `http://${urlName(host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)}:${port}`;
  return {
    origin,
    url: `${origin}/?key=${access.key}`,
    onceUrl: () => `${origin}/?key=${access.onceKey()}`,
    close: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      return promise;
    },
  };
}

interface Visits {
  readonly access: Access;
  readonly services: Promise<HostedServices>;
  readonly files: ReturnType<typeof sirv>;
}

/** In a checkout the renderer may be built anew at any time; in a package its list of files stands fast. */
function rendererFiles(folder: string): ReturnType<typeof sirv> {
  return sirv(folder, {
    dev: import.meta.url.endsWith('.ts'),
    etag: true,
    setHeaders: (response, path) => {
      // Names of built assets hold a hash of their content.
      const kept = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      response.setHeader('Cache-Control', kept);
    },
  });
}

async function answer(visits: Visits, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { access, services, files } = visits;
  const refusal = access.refusal(request);
  if (refusal !== undefined) return refuse(response, refusal);
  setHeaders(request, response);
  const url = urlOf(request);
  if (url === undefined) return plain(response, 400, 'This address cannot be read.');
  if (url.pathname.startsWith('/media/') || url.pathname === '/upload' || url.pathname === '/access') {
    const mustSayOrigin = request.method !== 'GET' && request.method !== 'HEAD';
    const closed = access.sessionRefusal(request, { mustSayOrigin });
    if (closed !== undefined) return refuse(response, closed);
    // The page asks here why its WebSocket was refused.
    if (url.pathname === '/access')
      return void response.writeHead(204, { 'Cache-Control': 'no-store' }).end();
    return (await services).respond(request, response, url);
  }
  if (url.pathname === '/ticket' && request.method === 'POST') {
    const ticket = access.ticket(request);
    return typeof ticket === 'string' ? refuse(response, ticket) : plain(response, 200, ticket.key);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(response.setHeader('Allow', 'GET, HEAD'), 405, 'Only GET is answered here.');
  const key = url.pathname === '/' ? url.searchParams.get('key') : null;
  if (key !== null) return enter(visits, { request, response, key });
  files(request, response, () => plain(response, 404, 'There is nothing at this address.'));
}

/** The key becomes a cookie, and leaves the address bar, the history and every referrer. */
function enter(
  { access }: Visits,
  visit: { request: IncomingMessage; response: ServerResponse; key: string },
) {
  const { request, response, key } = visit;
  const entered = access.exchange(request, key);
  if (typeof entered === 'string') return refuse(response, entered);
  const headers = { Location: '/', 'Set-Cookie': entered.cookie, 'Cache-Control': 'no-store' };
  response.writeHead(303, headers).end();
}

function upgrade(
  { access, services }: Visits,
  request: IncomingMessage,
  { socket, head }: { socket: Duplex; head: Buffer },
): void {
  // Until the WebSocket is there nobody else listens, and an unheard error would end the program.
  socket.on('error', () => socket.destroy());
  const refusal = access.sessionRefusal(request, { mustSayOrigin: true });
  const status = refusal === undefined ? 404 : refusals[refusal][0];
  if (refusal !== undefined || request.url !== '/api')
    endWith(socket, `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  else
    void services.then(
      (ready) => ready.upgrade(request, socket, head),
      () => socket.destroy(),
    );
}

function urlOf(request: IncomingMessage): URL | undefined {
  return URL.parse(request.url ?? '/', ownOrigin(request)) ?? undefined;
}

function setHeaders(request: IncomingMessage, response: ServerResponse): void {
  const socket = ownOrigin(request).replace('http', 'ws');
  for (const [name, value] of Object.entries(pageHeaders({ socket }))) response.setHeader(name, value);
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  for (const [name, value] of Object.entries(pageHeaders({}))) response.setHeader(name, value);
  plain(response, ...refusals[refusal]);
}

function plain(response: ServerResponse, status: number, text: string): void {
  // What the request still sends is not waited for.
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    Connection: 'close',
  };
  response.writeHead(status, headers).end(text);
}

function fail(response: ServerResponse, error: unknown): void {
  printFault(error);
  if (response.headersSent) response.destroy();
  else plain(response, 500, 'The program itself made a mistake.');
}
