// The API over a message port, on the main side: Electron's MessagePortMain, or Node's MessagePort in tests.

import type { SupportedMessagePort } from '@orpc/client/message-port';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { carrierOptions } from './carrier-options.ts';
import type { Services } from './services.ts';

/** Returns what takes on each port; the port is to be started afterwards. */
export function portCarrier(router: AnyRouter, services: Services): (port: SupportedMessagePort) => void {
  const handler = new RPCHandler<Services>(router, carrierOptions);
  return (port) => handler.upgrade(port, { context: services });
}
