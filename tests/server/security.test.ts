// What the hosted server refuses, and to whom it opens.
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openServerRig, type ServerRig } from './server-rig.ts';

let rig: ServerRig;

beforeEach(async () => {
  rig = await openServerRig();
});

afterEach(() => rig.close());

it('changes the key for a cookie that scripts and other sites cannot use, and cleans the address', async () => {
  const { status, headers } = await rig.ask(`/?key=${rig.key}`);
  expect([status, headers.location]).toEqual([303, '/']);
  const [cookie] = headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  expect(cookie).not.toContain(rig.key);
  expect((await rig.ask('/access', { headers: { cookie: await rig.enter() } })).status).toBe(204);
});

it('opens once with the key that is given to the browser’s command line', async () => {
  const { search } = new URL(rig.host.onceUrl());
  expect((await rig.ask(`/${search}`)).status).toBe(303);
  expect((await rig.ask(`/${search}`)).status).toBe(401);
});

it('gives the page to everybody, with a policy that allows scripts of its own only', async () => {
  const { status, headers } = await rig.ask('/');
  expect(status).toBe(200);
  const policy = headers['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-cache',
  });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
  const asset = await rig.ask('/assets/app-abc.js');
  expect(asset.headers['cache-control']).toContain('immutable');
});

it.each(['/media/pictures/1', '/upload?batch=1&path=a', '/access'])(
  'wants the cookie for %s',
  async (path) => {
    const post = path.startsWith('/upload');
    const asked = post ? { method: 'POST', headers: { origin: rig.origin } } : {};
    expect((await rig.ask(path, asked)).status).toBe(401);
    const wrong = { ...asked, headers: { ...asked.headers, cookie: `finesse-${rig.port}=wrong` } };
    expect((await rig.ask(path, wrong)).status).toBe(401);
  },
);

it.each(['evil.example', 'localhost.evil.example', '127.0.0.1:1', '127.0.0.1', 'evil.example:PORT'])(
  'does not answer to the name "%s": a name that was made to point here is not ours',
  async (name) => {
    const host = name.replace('PORT', rig.port);
    const cookie = await rig.enter();
    expect((await rig.ask('/', { headers: { host } })).status).toBe(421);
    expect((await rig.ask('/access', { headers: { host, cookie } })).status).toBe(421);
    expect(await rig.upgrade({ host, cookie, origin: `http://${host}` })).toBe(421);
  },
);

it('answers to the names of this machine', async () => {
  for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LocalHost'])
    expect((await rig.ask('/', { headers: { host: `${name}:${rig.port}` } })).status).toBe(200);
});

it('opens the WebSocket to its own page only', async () => {
  const cookie = await rig.enter();
  expect(await rig.upgrade({ cookie, origin: rig.origin })).toBe(101);
  expect(await rig.upgrade({ cookie })).toBe(403);
  expect(await rig.upgrade({ cookie, origin: 'http://127.0.0.1:1' })).toBe(403);
  expect(await rig.upgrade({ cookie, origin: 'null' })).toBe(403);
  expect(await rig.upgrade({ origin: rig.origin })).toBe(401);
  expect(await rig.upgrade({ cookie: `finesse-${rig.port}=x`, origin: rig.origin })).toBe(401);
  expect(await rig.upgrade({ cookie, origin: rig.origin }, '/other')).toBe(404);
});

it('refuses pages of other origins, those of this machine included', async () => {
  const cookie = await rig.enter();
  const from = (headers: Record<string, string>, method = 'GET') =>
    rig.ask('/access', { method, headers: { cookie, ...headers } }).then(({ status }) => status);
  expect(await from({ origin: 'http://evil.example' })).toBe(403);
  expect(await from({ 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await from({ 'sec-fetch-site': 'same-origin' })).toBe(204);
  expect(await from({}, 'POST')).toBe(403);
});

it('stops listening to wrong keys after ten, but never to the right one', async () => {
  const cookie = await rig.enter();
  const statuses: number[] = [];
  for (let n = 0; n < 12; n += 1) statuses.push((await rig.ask('/?key=guess')).status);
  expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
  expect((await rig.ask(`/?key=${rig.key}`)).status).toBe(303);
  expect((await rig.ask(`/${new URL(rig.host.onceUrl()).search}`)).status).toBe(303);
  expect((await rig.ask('/access', { headers: { cookie } })).status).toBe(204);
});

it.each(['cross-site', 'same-site'])(
  'lets no page that is %s use up the attempts of the person’s own browser',
  async (site) => {
    const headers = { 'sec-fetch-site': site, 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' };
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await rig.ask('/?key=guess', { headers })).status);
    expect(statuses).toEqual(Array(12).fill(403));
    // A link in a mail or a terminal in the browser: foreign, but it knows the key.
    expect((await rig.ask(`/?key=${rig.key}`, { headers: { 'sec-fetch-site': site } })).status).toBe(303);
    expect((await rig.ask('/?key=guess')).status).toBe(401);
  },
);

it('gives an address for a browser’s command line to who knows the key, and to nobody else', async () => {
  const ticket = (authorization: string, headers = {}) =>
    rig.ask('/ticket', { method: 'POST', headers: { authorization, ...headers } });
  const { status, body } = await ticket(`Bearer ${rig.key}`);
  expect(status).toBe(200);
  expect(body).not.toContain(rig.key);
  expect((await rig.ask(`/?key=${body}`)).status).toBe(303);
  expect((await rig.ask(`/?key=${body}`)).status).toBe(401);
  for (const wrong of ['', 'Bearer ', 'Bearer guess', `Basic ${rig.key}`])
    expect((await ticket(wrong)).status).toBe(401);
  expect((await ticket(`Bearer ${rig.key}`, { origin: 'http://evil.example' })).status).toBe(403);
  expect((await ticket('Bearer guess', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
});

it('is not locked by a page that was left open from an earlier start', async () => {
  const stale = { cookie: `finesse-${rig.port}=stale` };
  const statuses: number[] = [];
  for (let n = 0; n < 12; n += 1) statuses.push((await rig.ask('/access', { headers: stale })).status);
  expect(statuses.slice(-2)).toEqual([429, 429]);
  expect((await rig.ask(`/?key=${rig.key}`)).status).toBe(303);
});

it.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/..%5csecret.txt',
  '//secret.txt',
  '/assets/../../secret.txt',
])('gives nothing outside the page’s folder: %s', async (path) => {
  const { status, body } = await rig.ask(path);
  expect([status, body.includes('secret')]).toEqual([404, false]);
});

it.each([
  '/media/none/1',
  '/media/toString/1',
  '/media/__proto__/1',
  '/media/',
  '/media/pictures/..%2f..%2fsecret',
  '/media/a/%E0%A4',
])('has no media at %s', async (path) => {
  expect((await rig.ask(path, { headers: { cookie: await rig.enter() } })).status).toBe(404);
});

it('answers no other methods', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await rig.ask('/', { method })).status).toBe(405);
});

it('closes a connection that sends more than a message may hold, and stays', async () => {
  const cookie = await rig.enter();
  const socket = rig.socket({ cookie, origin: rig.origin });
  await once(socket, 'open');
  socket.send(Buffer.alloc(9 * 1024 * 1024));
  const [code] = await once(socket, 'close');
  expect(code).toBe(1009);
  expect(await rig.upgrade({ cookie, origin: rig.origin })).toBe(101);
});

it('closes a connection that sends without measure', async () => {
  const socket = rig.socket({ cookie: await rig.enter(), origin: rig.origin });
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  await once(socket, 'open');
  for (let n = 0; n < 5_100; n += 1) socket.send(JSON.stringify({ i: String(n), p: { u: '/nothing' } }));
  const [code] = await once(socket, 'close');
  expect(code).toBe(1008);
  printed.mockRestore();
});

it('holds no more than thirty-two connections', async () => {
  const cookie = await rig.enter();
  const sockets = Array.from({ length: 32 }, () => rig.socket({ cookie, origin: rig.origin }));
  await Promise.all(sockets.map((socket) => once(socket, 'open')));
  expect(await rig.upgrade({ cookie, origin: rig.origin })).toBe(503);
  for (const socket of sockets) socket.terminate();
});
