import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { lockStore, takeStoreLock } from '../../src-main/store/store-lock.ts';
import { addRun, faultOf, temporaryFolder } from './temporary-store.ts';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** Every file and folder below `folder` that anybody but its owner has a right to. */
function openToOthers(folder: string): string[] {
  const below = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return [folder, ...below].filter((path) => (statSync(path).mode & 0o077) !== 0);
}

describe.skipIf(process.platform === 'win32')('a store is for its owner only', () => {
  it.each([0o000, 0o022])('whatever the mask of the process: %s', (mask) => {
    const before = process.umask(mask);
    try {
      const folder = join(temporaryFolder(), 'store');
      const store = openStore(folder);
      addRun(store);
      expect(readdirSync(folder)).toContain('finesse.db-wal');
      expect(openToOthers(folder)).toEqual([]);
      closeStore(store);
    } finally {
      process.umask(before);
    }
  });

  it('is put right when it is opened, if an older version made it', () => {
    const folder = join(temporaryFolder(), 'store');
    closeStore(openStore(folder));
    const run = join(folder, 'runs/7k2m/checkpoints');
    mkdirSync(run, { recursive: true });
    const outside = join(temporaryFolder(), 'outside.txt');
    writeFileSync(outside, '', { mode: 0o644 });
    symlinkSync(outside, join(run, 'link'));
    const files = [join(run, 'a.safetensors'), join(folder, 'hosted.json'), join(folder, 'finesse.db')];
    for (const file of files) writeFileSync(file, '', { flag: 'a' });
    for (const path of [folder, join(folder, 'runs'), join(folder, 'runs/7k2m'), run]) chmodSync(path, 0o755);
    for (const file of files) chmodSync(file, 0o644);
    closeStore(openStore(folder));
    expect(openToOthers(folder)).toEqual([join(run, 'link')]);
    expect(mode(outside)).toBe('644');
  });

  it('leaves a folder as it is that holds other things too, and closes its own parts in it', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'thesis.txt'), '');
    chmodSync(join(folder, 'thesis.txt'), 0o644);
    chmodSync(folder, 0o755);
    closeStore(openStore(folder));
    expect([mode(folder), mode(join(folder, 'thesis.txt'))]).toEqual(['755', '644']);
    expect(['runs', 'finesse.db', 'cache'].map((name) => mode(join(folder, name)))).toEqual([
      '700',
      '600',
      '700',
    ]);
  });
});

describe('one store, one application', () => {
  it('is locked once, and free again after the lock was released', () => {
    const folder = join(temporaryFolder(), 'store');
    const first = takeStoreLock(folder);
    expect(lockStore(folder)).toBeUndefined();
    expect(faultOf(() => takeStoreLock(folder))).toMatchObject({
      code: 'store.inUse',
      message: expect.stringContaining(folder),
    });
    // Commands go on beside it.
    closeStore(openStore(folder));
    expect(lockStore(folder)).toBeUndefined();
    first.release();
    first.release();
    takeStoreLock(folder).release();
  });
});
