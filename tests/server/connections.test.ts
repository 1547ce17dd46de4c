// Connections on which nothing happens are ended by the server, however little the other side says or closes.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { usualLimits } from '../../src-main/server/connection-limits.ts';
import { openServerRig, type ServerRig } from './server-rig.ts';

let rig: ServerRig;
const sockets: Socket[] = [];

beforeEach(async () => {
  rig = await openServerRig({ headMs: 400, idleMs: 400, keptMs: 200 });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await rig.close();
});

/** A connection whose other side never closes by itself. */
async function opened(): Promise<Socket> {
  const socket = connect({ port: Number(rig.port), host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

const upload = (cookie: string) =>
  'POST /upload?batch=0a0b0c0d-0000-4000-8000-000000000001&path=a.bin HTTP/1.1\r\n' +
  `Host: 127.0.0.1:${rig.port}\r\nOrigin: ${rig.origin}\r\nCookie: ${cookie}\r\nContent-Length: 1000\r\n\r\nten bytes.`;
const upgrade = (cookie: string) =>
  `GET /api HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\n` +
  'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

it.each<readonly [string, (cookie: string) => string]>([
  ['says nothing', () => ''],
  ['says half a head', () => 'GET / HTTP/1.1\r\nHost: 127'],
  ['sends part of an upload', upload],
  ['has been refused a WebSocket and does not close', upgrade],
  ['has been answered and does not close', () => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\n\r\n`],
  ['has been refused and does not close', () => 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
])('ends a connection that %s', async (_, says) => {
  const socket = await opened();
  socket.resume();
  socket.write(says(await rig.enter()));
  await new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  // Both directions: what is written now is answered by a reset.
  const gone = new Promise((resolve) => socket.once('close', resolve));
  const again = setInterval(() => socket.write('x'), 20);
  await gone;
  clearInterval(again);
});

it('leaves a WebSocket alone that is longer silent than a request may be', async () => {
  const cookie = await rig.enter();
  const socket = rig.socket({ cookie, origin: rig.origin });
  await once(socket, 'open');
  const idle = await opened();
  idle.resume();
  // Twice the time after which a connection without a request is ended.
  await once(idle, 'end');
  const later = await opened();
  later.resume();
  await once(later, 'end');
  expect(socket.readyState).toBe(socket.OPEN);
  socket.terminate();
});

it('gives a person’s browser a minute where it stands still', () => {
  expect(usualLimits).toEqual({ headMs: 10_000, idleMs: 60_000, keptMs: 5_000 });
});
