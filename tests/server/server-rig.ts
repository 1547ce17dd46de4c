// A hosted server as `finesse serve` opens it, on any free port, with a small page and a store of its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { ConnectionLimits } from '../../src-main/server/connection-limits.ts';
import { openHostServer } from '../../src-main/server/host-server.ts';
import { openHostedServices } from '../../src-main/server/hosted-services.ts';
import { takeStoreLock } from '../../src-main/store/store-lock.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export async function openServerRig(limits?: ConnectionLimits) {
  const folder = mkdtempSync(join(tmpdir(), 'finesse-server-'));
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Finesse</title>');
  writeFileSync(join(page, 'assets/app-abc.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const storeFolder = join(folder, 'store');
  const lock = takeStoreLock(storeFolder);
  const services = openHostedServices({ lock, allow: [] });
  const host = await openHostServer({
    port: 0,
    services: Promise.resolve(services),
    rendererFolder: page,
    limits,
  });
  const { port, searchParams } = new URL(host.url);

  /** One request, its headers and its path exactly as given. */
  const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
    return promise;
  };

  return {
    ask,
    host,
    port,
    storeFolder,
    key: searchParams.get('key') ?? '',
    origin: host.origin,
    /** Enters with the key, as the browser does, and gives the cookie. */
    async enter(): Promise<string> {
      const { headers } = await ask(`/?key=${searchParams.get('key')}`);
      return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    },
    /** The status of a WebSocket's upgrade: 101 where it is opened. */
    async upgrade(headers: Readonly<Record<string, string>>, path = '/api'): Promise<number> {
      const { promise, resolve } = Promise.withResolvers<number>();
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
      socket.on('open', () => resolve(101));
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => resolve(0));
      const status = await promise;
      socket.terminate();
      return status;
    },
    socket: (headers: Readonly<Record<string, string>>) =>
      new WebSocket(`ws://127.0.0.1:${port}/api`, { headers }),
    async close() {
      await services.close();
      await host.close();
      lock.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type ServerRig = Awaited<ReturnType<typeof openServerRig>>;
