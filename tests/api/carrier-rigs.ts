// The two carriers, each as the application has it: a real message channel, and a real server with a real WebSocket.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel as NodeChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { WebSocket as NodeSocket, WebSocketServer } from 'ws';
import manifest from '../../package.json' with { type: 'json' };
import { portCarrier } from '../../src-main/api/port-carrier.ts';
import { closeServices, openServices, type Services } from '../../src-main/api/services.ts';
import { socketCarrier } from '../../src-main/api/socket-carrier.ts';
import { takeStoreLock } from '../../src-main/store/store-lock.ts';
import { Connection, type ConnectionOptions } from '../../src-renderer/lib/api/connection.ts';
import { type Line, portLine, socketLine } from '../../src-renderer/lib/api/line.ts';
import { type ProbedClient, ProbeState, probedRouter } from './probe.ts';

export interface Rig {
  readonly client: ProbedClient;
  readonly connection: Connection;
  readonly state: ProbeState;
  readonly services: Services;
  /** Cuts the present line, as a network or a restart does. */
  cut(): void;
  /** Whether new lines can be opened. */
  readonly network: { up: boolean };
  close(): Promise<void>;
}

export type MakeRig = (options?: Partial<ConnectionOptions>) => Promise<Rig>;

interface Wire {
  open(): Promise<Line>;
  readonly cut: () => void;
  close(): Promise<void>;
}

async function makeRig(
  makeWire: (state: ProbeState, services: Services) => Promise<Wire>,
  options: Partial<ConnectionOptions> = {},
): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'finesse-carrier-'));
  const lock = takeStoreLock(folder);
  const services = openServices({ lock, host: 'browser' });
  const state = new ProbeState();
  const wire = await makeWire(state, services);
  const network = { up: true };
  const connection = new Connection({
    version: manifest.version,
    open: () => (network.up ? wire.open() : Promise.reject(new Error('down'))),
    pausesMs: [20],
    ...options,
  });
  return {
    client: createORPCClient<ProbedClient>(connection),
    connection,
    state,
    services,
    network,
    cut: wire.cut,
    async close() {
      connection.close();
      await wire.close();
      await closeServices(services);
      lock.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const portRig: MakeRig = (options) =>
  makeRig(async (state, services) => {
    const carry = portCarrier(probedRouter(state), services);
    const mainPorts = new Set<InstanceType<typeof NodeChannel>['port1']>();
    return {
      async open() {
        const { port1, port2 } = new NodeChannel();
        mainPorts.add(port1);
        // Node's port has the methods of the DOM's; only their declarations differ.
        carry(port1 as unknown as MessagePort);
        port1.start();
        return portLine(port2 as unknown as MessagePort);
      },
      cut() {
        for (const port of mainPorts) port.close();
        mainPorts.clear();
      },
      async close() {
        for (const port of mainPorts) port.close();
      },
    };
  }, options);

const socketRig: MakeRig = (options) =>
  makeRig(async (state, services) => {
    const carry = socketCarrier(probedRouter(state), services);
    const http = createServer();
    const sockets = new WebSocketServer({ server: http });
    sockets.on('connection', carry);
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
    const { port } = http.address() as AddressInfo; // listens on TCP
    return {
      // The `ws` client is a WebSocket as the DOM has it.
      open: () => socketLine(new NodeSocket(`ws://127.0.0.1:${port}`) as unknown as WebSocket),
      cut() {
        for (const socket of sockets.clients) socket.terminate();
      },
      async close() {
        for (const socket of sockets.clients) socket.terminate();
        http.closeAllConnections();
        await new Promise<void>((closed) => http.close(() => closed()));
      },
    };
  }, options);

export const rigs: readonly (readonly [name: string, make: MakeRig])[] = [
  ['message port', portRig],
  ['WebSocket', socketRig],
];
