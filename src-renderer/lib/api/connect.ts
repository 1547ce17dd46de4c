// The renderer's side of the carriers: the typed API over the WebSocket of the hosted form.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ApiClient } from '../../../src-main/api/contract.ts';

/** The API of the main process that served this page. */
export async function connect(): Promise<ApiClient> {
  const websocket = new WebSocket(`ws://${window.location.host}/api`);
  return createORPCClient(new RPCLink({ websocket }));
}
