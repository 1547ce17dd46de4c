// A folder dropped on a browser's page comes to lie in the store.
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { safePath } from '../../src-main/server/safe-path.ts';
import { openServerRig, type ServerRig } from './server-rig.ts';

const batch = '0a0b0c0d-0000-4000-8000-000000000001';
let rig: ServerRig;
let headers: Record<string, string>;

beforeEach(async () => {
  rig = await openServerRig();
  headers = { cookie: await rig.enter(), origin: rig.origin };
});

afterEach(() => rig.close());

const upload = async (path: string, body: string, to = batch) => {
  const answer = await rig.ask(`/upload?batch=${to}&path=${encodeURIComponent(path)}`, {
    method: 'POST',
    headers,
    body,
  });
  return {
    status: answer.status,
    ...(JSON.parse(answer.body) as Partial<Record<'folder' | 'top' | 'path' | 'code', string>>),
  }; // the server answers in JSON
};

it('keeps the folders and the bytes', async () => {
  const { status, folder, top, path } = await upload('pets/cat/1.jpg', 'meow');
  expect([status, folder]).toEqual([200, join(rig.storeFolder, 'uploads', batch)]);
  expect(top).toBe(join(rig.storeFolder, 'uploads', batch, 'pets'));
  expect(path).toBe(join(rig.storeFolder, 'uploads', batch, 'pets/cat/1.jpg'));
  expect(readFileSync(path ?? '', 'utf8')).toBe('meow');
});

it('replaces a file that is sent again, and keeps apart two that only a disk holds equal', async () => {
  await upload('a.csv', 'first');
  const again = await upload('a.csv', 'second');
  const other = await upload('A.csv', 'third');
  expect(readFileSync(again.path ?? '', 'utf8')).toBe('second');
  expect(other.path).toMatch(/A \(2\)\.csv$/);
});

it.each([
  ['../x', batch],
  ['a//b', batch],
  ['', batch],
  ['a.csv', '../../x'],
  ['a.csv', ''],
])('takes no file named "%s" in batch "%s"', async (path, to) => {
  expect(await upload(path, 'x', to)).toMatchObject({ status: 422, code: 'server.uploadName' });
  expect(readdirSync(join(rig.storeFolder, 'uploads'))).toEqual([]);
});

it('makes every name one that any system can write', () => {
  expect(safePath('a:b/c?.jpg')).toBe('a_b/c_.jpg');
  expect(safePath('CON.txt/.hidden/x. ')).toBe('_CON.txt/_hidden/x_');
  expect(safePath('C:\\Windows\\x')).toBe('C__Windows_x');
  const long = safePath(`${'ü'.repeat(300)}.jpeg`) ?? '';
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(200);
  expect(long).toMatch(/ü\.jpeg$/);
  expect(safePath(Array(40).fill('a').join('/'))).toBeUndefined();
});

it('leaves nothing of an upload that is cut off', async () => {
  const socket = connect(Number(rig.port), '127.0.0.1');
  socket.write(
    `POST /upload?batch=${batch}&path=big.bin HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nOrigin: ${rig.origin}\r\n` +
      `Cookie: ${headers.cookie}\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(1000)}`,
  );
  const files = () =>
    readdirSync(join(rig.storeFolder, 'uploads'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
  await vi.waitFor(() => expect(files()).toHaveLength(1), 10_000);
  socket.destroy();
  await vi.waitFor(() => expect(files()).toEqual([]), 10_000);
});
