// Which changes beside an archive are noticed: on a small archive, written by Electron's own packer.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPackageWithOptions } from '@electron/asar';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unpackedFiles } from '../../src-main/desktop/archive-header.ts';
import { desktopTexts } from '../../src-main/desktop/desktop-texts.ts';
import { type FileFault, libraryFaults, scriptFaults } from '../../src-main/desktop/unpacked-check.ts';

let folder: string;
let archive: string;
const beside = (path: string) => join(`${archive}.unpacked`, path);

async function faults(): Promise<readonly FileFault[]> {
  const files = unpackedFiles(archive);
  return [...scriptFaults(archive, files), ...(await libraryFaults(archive, files))];
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-unpacked-'));
  archive = join(folder, 'resources/app.asar');
  const contents = {
    'package.json': '{}',
    'dist/a.js': 'export const a = 1;',
    'dist/empty.js': '',
    'dist/deep/b.wasm': 'b',
    'node_modules/m/m.node': 'native',
    'node_modules/m/libm.so.42.1': 'native too',
  };
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, 'app', path)), { recursive: true });
    writeFileSync(join(folder, 'app', path), text);
  }
  await createPackageWithOptions(join(folder, 'app'), archive, { unpackDir: '{dist,node_modules}' });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('lists what lies beside the archive, and finds it as it was packed', async () => {
  expect(unpackedFiles(archive).map(({ path }) => path)).toEqual([
    'dist/a.js',
    'dist/deep/b.wasm',
    'dist/empty.js',
    'node_modules/m/libm.so.42.1',
    'node_modules/m/m.node',
  ]);
  expect(await faults()).toEqual([]);
});

it.each([
  'dist/a.js',
  'dist/empty.js',
  'dist/deep/b.wasm',
  'node_modules/m/m.node',
  'node_modules/m/libm.so.42.1',
])('notices that %s was changed, or is gone', async (path) => {
  appendFileSync(beside(path), ' ');
  expect(await faults()).toEqual([{ kind: 'changed', path }]);
  rmSync(beside(path));
  expect(await faults()).toEqual([{ kind: 'missing', path }]);
});

it('tells each file when all are gone', async () => {
  rmSync(`${archive}.unpacked`, { recursive: true });
  expect((await faults()).map(({ kind }) => kind)).toEqual(Array(5).fill('missing'));
});

it('notices what was added: a nearer module, a link, modules beside the archive; not what file managers leave', async () => {
  writeFileSync(beside('.DS_Store'), '');
  expect(await faults()).toEqual([]);
  mkdirSync(beside('dist/node_modules/m'), { recursive: true });
  writeFileSync(beside('dist/node_modules/m/index.js'), '');
  symlinkSync(folder, beside('dist/link'));
  mkdirSync(join(folder, 'resources/node_modules'));
  expect(new Set((await faults()).map(({ kind, path }) => `${kind} ${path}`))).toEqual(
    new Set(['added dist/node_modules/m/index.js', 'added dist/link', 'added ../node_modules']),
  );
});

it('notices a packed folder that has become a link, whatever it holds', async () => {
  rmSync(beside('dist'), { recursive: true });
  symlinkSync(join(folder, 'app/dist'), beside('dist'));
  expect(await faults()).toEqual([{ kind: 'added', path: 'dist' }]);
});

it('refuses a list without hashes, and a head that is cut short', () => {
  const head = Buffer.from(JSON.stringify({ files: { 'a.js': { size: 0, unpacked: true } } }));
  const prefix = Buffer.alloc(16);
  prefix.writeUInt32LE(head.length, 12);
  writeFileSync(archive, Buffer.concat([prefix, head]));
  expect(() => unpackedFiles(archive)).toThrow('no SHA-256 of a.js');
  writeFileSync(archive, prefix);
  expect(() => unpackedFiles(archive)).toThrow('cut short');
});

it('says which files, with a bound, and what to do, in both languages', () => {
  const many = Array.from({ length: 10 }, (_, n): FileFault => ({ kind: 'changed', path: `dist/${n}.js` }));
  const one: readonly FileFault[] = [{ kind: 'missing', path: 'dist/a.js' }];
  expect(desktopTexts.en.damaged.text(one)).toContain('• dist/a.js (missing or unreadable)\n');
  expect(desktopTexts.en.damaged.text(one)).toContain('install it again');
  expect(desktopTexts.en.damaged.text(many)).toContain('• dist/7.js (changed)\n• and 2 more\n');
  expect(desktopTexts.fr.damaged.text(many)).toContain('• dist/7.js (modifié)\n• et 2 autres\n');
  expect(desktopTexts.fr.damaged.text(many.slice(0, 9))).toContain('• et un autre\n');
});
