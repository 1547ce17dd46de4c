// The API of a hosted application, as its page has it: enters with the key of the printed address, keeps the cookie.
import { createORPCClient } from '@orpc/client';
import { WebSocket } from 'ws';
import manifest from '../../package.json' with { type: 'json' };
import type { ApiClient } from '../../src-main/api/contract.ts';
import { Connection } from '../../src-renderer/lib/api/connection.ts';
import { socketLine } from '../../src-renderer/lib/api/line.ts';

export async function connect(url: URL): Promise<{ api: ApiClient; connection: Connection }> {
  const entered = await fetch(url, { redirect: 'manual' });
  const headers = { cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '', origin: url.origin };
  const connection = new Connection({
    version: manifest.version,
    // The `ws` client is a WebSocket as the DOM has it.
    open: () =>
      socketLine(new WebSocket(`ws://${url.host}/api`, { headers }) as unknown as globalThis.WebSocket),
  });
  return { api: createORPCClient<ApiClient>(connection), connection };
}
