// Which files the renderer of the browser-hosted form may name, and what the picker lists.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { confinedFileAccess } from '../../src-main/api/file-access.ts';
import { listFolder } from '../../src-main/api/list-folder.ts';
import { ShellRequests } from '../../src-main/api/shell-requests.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'finesse-files-')));
const home = join(folder, 'home');
const files = () => confinedFileAccess([home, join(folder, 'missing')]);

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
  expect(files().allowed(join(home, 'b.csv'))).toBe(join(home, 'b.csv'));
  expect(files().allowed(home)).toBe(home);
  expect(files().allowed(join(home, 'animals/cat/1.jpg'))).toBe(join(home, 'pets/cat/1.jpg'));
  expect(files().allowed(join(home, 'new.json'))).toBe(join(home, 'new.json'));
});

it.each([
  ['outside', () => join(folder, 'secret.csv')],
  ['a folder whose name begins alike', () => join(folder, 'home-of-another')],
  ['climbing', () => `${home}/pets/../../secret.csv`],
  ['a link that leads out', () => join(home, 'link.csv')],
  ['a file below a link that leads out', () => join(home, 'up/secret.csv')],
  ['a new file below a link that leads out', () => join(home, 'up/new.json')],
  ['what is not there, outside', () => join(folder, 'no/such')],
  ['a relative path', () => 'home/b.csv'],
  ['nothing', () => ''],
])('refuses %s', (_, path) => {
  expect(codeOf(() => files().allowed(path()))).toBe('files.notAllowed');
});

it('says of what is missing inside that it is missing', () => {
  expect(codeOf(() => files().allowed(join(home, 'no/such/file')))).toBe('files.notThere');
});

it('lists folders first, names in their natural order, and leaves out what may not be seen', async () => {
  const { entries, trail } = await listFolder(files(), home, { show: 'all', hidden: false });
  expect(entries.map(({ name }) => name)).toEqual([
    'animals',
    'pets',
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
