import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { userCacheFolder } from '../../src-main/cli/compile-cache.ts';
import { temporaryFolder } from '../store/temporary-store.ts';

function finesse(cache: string): string {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  return execFileSync(process.execPath, ['src-main/cli/finesse.ts', '--version'], {
    env: { ...env, XDG_CACHE_HOME: cache },
    encoding: 'utf8',
  });
}

it.runIf(process.platform === 'linux')('keeps compiled code in the folder for caches of the user', () => {
  const cache = temporaryFolder();
  const version = finesse(cache);
  const code = join(cache, 'finesse', 'code');
  expect(existsSync(code)).toBe(true);
  expect(readdirSync(code, { recursive: true }).length).toBeGreaterThan(10);
  expect(finesse(cache)).toBe(version);
});

it.runIf(process.platform === 'linux')('does without where that cannot be written', () => {
  const cache = join(temporaryFolder(), 'locked');
  mkdirSync(cache);
  chmodSync(cache, 0o500);
  expect(finesse(join(cache, 'missing'))).toMatch(/^\d/);
});

it('is where each system has such folders', () => {
  expect(userCacheFolder('linux', { XDG_CACHE_HOME: '/c' })).toBe(join('/c', 'finesse'));
  expect(userCacheFolder('win32', { LOCALAPPDATA: '/l' })).toBe(join('/l', 'Finesse'));
  expect(userCacheFolder('darwin', {})).toMatch(/Caches.Finesse$/);
});
