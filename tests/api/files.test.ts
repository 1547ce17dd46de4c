// Which files the renderer of the browser-hosted form may name, and what the picker lists.
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { confinedFileAccess, openFileAccess } from '../../src-main/api/file-access.ts';
import { listFolder } from '../../src-main/api/list-folder.ts';
import { ShellRequests } from '../../src-main/api/shell-requests.ts';
import { storePaths } from '../../src-main/store/store-folder.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'finesse-files-')));
const home = join(folder, 'home');
const store = storePaths(join(home, 'store'));
const files = () => confinedFileAccess([home, join(folder, 'missing')], store);

beforeAll(() => {
  mkdirSync(join(home, 'pets/cat'), { recursive: true });
  mkdirSync(join(folder, 'home-of-another'));
  writeFileSync(join(folder, 'secret.csv'), '');
  for (const name of [
    'b.csv',
    'a10.PNG',
    'a9.png',
    'notes.md',
    '.hidden.csv',
    'pets/cat/1.jpg',
    'pets/cat/2.jpg',
  ])
    writeFileSync(join(home, name), 'x');
  symlinkSync(join(folder, 'secret.csv'), join(home, 'link.csv'));
  symlinkSync(folder, join(home, 'up'));
  symlinkSync(join(home, 'pets'), join(home, 'animals'));
  symlinkSync('/no/such/place', join(home, 'broken.csv'));
  symlinkSync(join(folder, 'not-yet.json'), join(home, 'future.json'));
  symlinkSync(join(home, 'pets/new.json'), join(home, 'inside.json'));
  symlinkSync(join(home, 'circle'), join(home, 'circle'));
  mkdirSync(join(home, 'store/runs/7k2m'), { recursive: true });
  for (const name of ['finesse.db', 'finesse.db-wal', 'finesse.lock', 'hosted.json', 'runs/7k2m/model.json'])
    writeFileSync(join(home, 'store', name), 'x');
  linkSync(join(home, 'store/finesse.db'), join(home, 'innocent.json'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as { code: string }).code; // a FinesseError
  }
};

it('allows what lies in the folders, with symlinks followed', () => {
  expect(files().readable(join(home, 'b.csv'))).toBe(join(home, 'b.csv'));
  expect(files().readable(home)).toBe(home);
  expect(files().readable(join(home, 'animals/cat/1.jpg'))).toBe(join(home, 'pets/cat/1.jpg'));
  expect(files().readable(join(home, 'new.json'))).toBe(join(home, 'new.json'));
});

it.each([
  ['outside', () => join(folder, 'secret.csv')],
  ['a folder whose name begins alike', () => join(folder, 'home-of-another')],
  ['climbing', () => `${home}/pets/../../secret.csv`],
  ['a link that leads out', () => join(home, 'link.csv')],
  ['a file below a link that leads out', () => join(home, 'up/secret.csv')],
  ['a new file below a link that leads out', () => join(home, 'up/new.json')],
  ['what is not there, outside', () => join(folder, 'no/such')],
  ['what is not there, deep below a link that leads out', () => join(home, 'up/no/such/file')],
  ['a link to what is not there yet, outside', () => join(home, 'future.json')],
  ['a link in a circle', () => join(home, 'circle')],
  ['a name with a zero byte', () => `${home}/b.csv\0.json`],
  ['a relative path', () => 'home/b.csv'],
  ['nothing', () => ''],
])('refuses %s', (_, path) => {
  expect(codeOf(() => files().readable(path()))).toBe('files.notAllowed');
  expect(codeOf(() => files().writable(path()))).toBe('files.notAllowed');
});

it('gives the place that a link inside leads to, there or not', () => {
  expect(files().writable(join(home, 'inside.json'))).toBe(join(home, 'pets/new.json'));
  expect(files().writable(join(home, 'new.json'))).toBe(join(home, 'new.json'));
  expect(codeOf(() => files().writable(join(home, 'no/such/new.json')))).toBe('files.notThere');
});

it('gives a place for a file only in a folder that is there, and not that of a folder', () => {
  for (const access of [files(), openFileAccess(store)]) {
    expect(access.writableFile(join(home, 'new.json'))).toBe(join(home, 'new.json'));
    expect(access.writableFile(join(home, 'b.csv'))).toBe(join(home, 'b.csv'));
    // Written beside it first, it would leave the allowed folders.
    expect(codeOf(() => access.writableFile(home))).toBe('files.isAFolder');
    expect(access.writable(home)).toBe(home);
    for (const write of [access.writable, access.writableFile]) {
      expect(codeOf(() => write(join(home, 'b.csv/new.json')))).toBe('files.notAFolder');
      expect(codeOf(() => write(join(home, 'no/such/new.json')))).toBe('files.notThere');
    }
  }
});

it.each([
  'store/finesse.db',
  'store/FINESSE.DB-wal',
  'store/finesse.db.restoring',
  'store/finesse.lock',
  'store/hosted.json',
  'innocent.json',
])('lets nobody read or write %s, in whatever form', (name) => {
  for (const access of [files(), openFileAccess(store)]) {
    expect(codeOf(() => access.readable(join(home, name)))).toBe('files.ownFile');
    expect(codeOf(() => access.writable(join(home, name)))).toBe('files.ownFile');
  }
});

it.each(['store/runs/7k2m/model.json', 'store/backups/mine.db', 'store/runs', 'store/models/../datasets'])(
  'lets nobody write %s, in whatever form',
  (name) => {
    mkdirSync(join(home, 'store/backups'), { recursive: true });
    for (const access of [files(), openFileAccess(store)])
      expect(codeOf(() => access.writable(join(home, name)))).toBe('files.ownFile');
    expect(files().readable(join(home, 'store/runs/7k2m/model.json'))).toBe(
      join(home, 'store/runs/7k2m/model.json'),
    );
  },
);

it('says of what is missing inside that it is missing', () => {
  expect(codeOf(() => files().readable(join(home, 'no/such/file')))).toBe('files.notThere');
});

it('lists folders first, names in their natural order, and leaves out what may not be seen', async () => {
  const { entries, trail } = await listFolder(files(), home, { show: 'all', hidden: false });
  expect(entries.map(({ name }) => name)).toEqual([
    'animals',
    'pets',
    'store',
    'a9.png',
    'a10.PNG',
    'b.csv',
    'notes.md',
  ]);
  expect(entries.find(({ name }) => name === 'pets')).toMatchObject({
    kind: 'folder',
    numChildren: 1,
    sizeBytes: 0,
  });
  expect(trail).toEqual([{ name: 'home', path: home }]);
  const inside = await listFolder(files(), join(home, 'pets/cat'), { show: 'all', hidden: false });
  expect(inside.trail.map(({ name }) => name)).toEqual(['home', 'pets', 'cat']);
});

it.each([
  ['tables', ['b.csv']],
  ['pictures', ['a9.png', 'a10.PNG']],
  ['folders', []],
] as const)('shows only %s where they are looked for', async (show, expected) => {
  const { entries } = await listFolder(files(), home, { show, hidden: false });
  expect(entries.filter(({ kind }) => kind === 'file').map(({ name }) => name)).toEqual(expected);
});

it('shows hidden files where they are asked for', async () => {
  const { entries } = await listFolder(files(), home, { show: 'tables', hidden: true });
  expect(entries.map(({ name }) => name)).toContain('.hidden.csv');
});

it('asks a page once: what was pulled is forgotten when the page asks for what comes after', async () => {
  const requests = new ShellRequests();
  requests.add({ kind: 'open', path: '/a' });
  const first = await requests.since(0, 0);
  expect(first).toEqual({ cursor: 1, requests: [{ kind: 'open', path: '/a' }] });
  const waiting = requests.since(1, 5_000);
  requests.add({ kind: 'open', path: '/b' });
  expect((await waiting).requests).toEqual([{ kind: 'open', path: '/b' }]);
  // A page that was loaded again, before it had acknowledged the second.
  expect((await requests.since(0, 0)).requests).toEqual([{ kind: 'open', path: '/b' }]);
  expect((await requests.since(2, 0)).requests).toEqual([]);
  expect((await requests.since(9, 0)).cursor).toBe(2);
});
