// The hosted form: one HTTP server on this machine that gives the renderer's files, media, and the API over a WebSocket.
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { Access, type Verdict } from './access.ts';
import { serverFault } from './errors.ts';
import { securityHeaders } from './headers.ts';

/** What answers besides files; made while the first page is already on its way. */
export interface HostedServices {
  /** An answer to /media/... or /upload. */
  respond(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  /** Takes over a connection that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: import('node:stream').Duplex, head: Buffer): void;
}

export interface HostOptions {
  /** 127.0.0.1 when absent. Another address opens the application to other machines: they still need the token. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  readonly services: Promise<HostedServices>;
  readonly rendererFolder?: string;
}

export interface HostServer {
  /** Where the application is, without the token. */
  readonly origin: string;
  /** The address that opens it. */
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

/** Built by `npm run build:renderer`; the same place from the sources and from `dist/`. */
export const builtRenderer = fileURLToPath(
  new URL(
    import.meta.url.includes('/dist/src-main/') ? '../../src-renderer/' : '../../dist/src-renderer/',
    import.meta.url,
  ),
);

const refusals: Readonly<Record<Exclude<Verdict, 'allowed'>, readonly [status: number, text: string]>> = {
  'wrong-host': [421, 'This server does not answer to that name.'],
  'wrong-origin': [403, 'Requests from other sites are refused.'],
  'no-token': [401, 'This page has no access. Open the address that Finesse printed when it started.'],
  'too-many-failures': [429, 'Too many failed attempts. Wait a minute.'],
};

/** Listens. Throws server.rendererMissing, server.portTaken, server.notAnAddress. */
export async function openHostServer(options: HostOptions): Promise<HostServer> {
  const { host = '127.0.0.1', services, rendererFolder = builtRenderer } = options;
  if (!existsSync(`${rendererFolder}/index.html`))
    throw serverFault('rendererMissing', { folder: rendererFolder });
  const server = createServer();
  const port = await listen(server, host, options.port);
  const access = new Access(ownNames(host).map((name) => `${name}:${port}`));
  const files = sirv(rendererFolder, { etag: true, setHeaders: (response) => setHeaders(response) });
  server.on('request', (request, response) => {
    void answer({ request, response, access, port, services, files }).catch((error: unknown) =>
      fail(response, error),
    );
  });
  server.on('upgrade', (request, socket, head) => {
    const verdict = access.judge(request);
    // A browser always tells the origin of a WebSocket.
    const refused = verdict !== 'allowed' || request.headers.origin === undefined || request.url !== '/api';
    if (refused)
      socket.end(
        `HTTP/1.1 ${verdict === 'allowed' ? 403 : refusals[verdict][0]} Refused\r\nConnection: close\r\n\r\n`,
      );
    else
      void services.then(
        (ready) => ready.upgrade(request, socket, head),
        () => socket.destroy(),
      );
  });
  const origin = `http://${urlName(host)}:${port}`;
  return {
    origin,
    url: `${origin}/?token=${access.token}`,
    server,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly access: Access;
  readonly port: number;
  readonly services: Promise<HostedServices>;
  readonly files: ReturnType<typeof sirv>;
}

async function answer({ request, response, access, port, services, files }: Visit): Promise<void> {
  if (!access.isOwnHost(request)) return refuse(response, 'wrong-host');
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const token = url.searchParams.get('token') ?? undefined;
  const verdict = access.judge(request, url.pathname === '/' ? token : undefined);
  if (verdict !== 'allowed') return refuse(response, verdict);
  if (url.pathname === '/' && token !== undefined) {
    // The token leaves the address bar, the history and every referrer.
    setHeaders(response);
    response
      .writeHead(303, { Location: '/', 'Set-Cookie': access.cookie(port), 'Cache-Control': 'no-store' })
      .end();
    return;
  }
  if (url.pathname.startsWith('/media/') || url.pathname === '/upload') {
    setHeaders(response);
    await (await services).respond(request, response, url);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    setHeaders(response);
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  files(request, response, () => {
    setHeaders(response);
    response
      .writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
      .end('There is nothing at this address.');
  });
}

function setHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
}

function refuse(response: ServerResponse, verdict: Exclude<Verdict, 'allowed'>): void {
  const [status, text] = refusals[verdict];
  setHeaders(response);
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(text);
}

function fail(response: ServerResponse, error: unknown): void {
  console.error(error);
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { 'Content-Type': 'text/plain' }).end('The program itself made a mistake.');
}

function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') reject(serverFault('portTaken', { port, host }, error));
    else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
      reject(serverFault('notAnAddress', { host }, error));
    else reject(error);
  });
  server.listen(port, host, () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : port);
  });
  return promise;
}

/** Names a browser on this machine, or behind an SSH tunnel, may use for `host`. */
function ownNames(host: string): string[] {
  return [...new Set(['127.0.0.1', 'localhost', '[::1]', urlName(host)])];
}

function urlName(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
