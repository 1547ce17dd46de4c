// The API of the main process behind this page: over a message port in the window, over a WebSocket in a browser.
import { createORPCClient } from '@orpc/client';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { bridge, nextPort } from './bridge.ts';
import { Connection } from './connection.ts';
import { connectionView } from './connection-view.svelte.ts';
import { portLine, socketLine } from './line.ts';
import { watchWaking } from './waking.ts';

/** Whether the page has no access, or no longer: it was opened by an earlier start. Throws where nobody answers. */
async function isDenied(): Promise<boolean> {
  const { status } = await fetch('/access', { cache: 'no-store' });
  return status === 401 || status === 403 || status === 429;
}

/** The API. It connects, and connects again, by itself: see `connectionView.state`. Requests wait for it. */
export function connect(): ApiClient {
  const inWindow = bridge;
  const connection = new Connection({
    version: __FINESSE_VERSION__,
    open: inWindow
      ? async () => portLine(await nextPort(inWindow))
      : () => socketLine(new WebSocket(new URL('/api', window.location.href.replace(/^http/, 'ws')))),
    isDenied: inWindow ? async () => false : isDenied,
    onState: (state) => connectionView.set(state),
  });
  watchWaking(() => void connection.check());
  return createORPCClient(connection);
}
