// What `npm start` looks at before it starts anything.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isStale } from '../../src-main/desktop/build-age.ts';
import { electronBinary } from '../../src-main/desktop/electron-binary.ts';
import { childEntry } from '../../src-main/jobs/child-entry.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-start-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const display = { DISPLAY: ':0' };

it('finds Electron’s program only where the file is there', () => {
  expect(electronBinary(folder, display, 'linux')).toBeUndefined();
  writeFileSync(join(folder, 'path.txt'), 'electron');
  expect(electronBinary(folder, display, 'linux')).toBeUndefined();
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/electron'), '');
  expect(electronBinary(folder, display, 'linux')).toBe(join(folder, 'dist/electron'));
  expect(electronBinary(folder, {}, 'linux')).toBeUndefined();
  expect(electronBinary(folder, {}, 'darwin')).toBe(join(folder, 'dist/electron'));
  const elsewhere = { ...display, ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'none') };
  expect(electronBinary(folder, elsewhere, 'linux')).toBeUndefined();
});

it('builds what is missing or older than anything it is made from', () => {
  const [output, source] = [join(folder, 'out.html'), join(folder, 'src/deep/a.ts')];
  mkdirSync(join(folder, 'src/deep'), { recursive: true });
  writeFileSync(source, '');
  expect(isStale(output, [join(folder, 'src')])).toBe(true);
  writeFileSync(output, '');
  const later = new Date(Date.now() + 10_000);
  utimesSync(output, later, later);
  expect(isStale(output, [join(folder, 'src'), join(folder, 'gone')])).toBe(false);
  const latest = new Date(Date.now() + 20_000);
  utimesSync(source, latest, latest);
  expect(isStale(output, [join(folder, 'src')])).toBe(true);
});

it('starts child processes from what lies beside the archive', () => {
  expect(childEntry(new URL('file:///opt/Finesse/resources/app.asar/dist/a.js'))).toBe(
    '/opt/Finesse/resources/app.asar.unpacked/dist/a.js',
  );
  expect(childEntry(new URL('file:///home/me/app.asar.old/a.js'))).toBe('/home/me/app.asar.old/a.js');
});
