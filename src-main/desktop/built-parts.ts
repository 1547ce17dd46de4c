// What a checkout has to build before it can be looked at: the window, and for Electron the main process.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isStale } from './build-age.ts';

const require = createRequire(import.meta.url);

/** The folder of the checkout. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the window where this is a checkout and it is missing or older than its sources. False when that failed. */
export function windowIsBuilt(): boolean {
  // A packed program brings its window, and no sources.
  if (!existsSync(join(checkout, 'vite.renderer.config.ts'))) return true;
  return isBuilt('window', {
    output: 'dist/src-renderer/index.html',
    sources: ['src-renderer', 'vite.renderer.config.ts', 'package.json'],
    config: 'vite.renderer.config.ts',
  });
}

/** The same for the main process, which Electron runs as JavaScript. */
export function mainProcessIsBuilt(): boolean {
  return isBuilt('main process', {
    output: 'dist/src-main/desktop/entry.mjs',
    sources: ['src-main', 'resources', 'vite.config.ts', 'package.json'],
    config: 'vite.config.ts',
  });
}

interface Target {
  /** Relative to the checkout, as are the others. */
  readonly output: string;
  readonly sources: readonly string[];
  readonly config: string;
}

function isBuilt(name: string, { output, sources, config }: Target): boolean {
  const [built, made] = [join(checkout, output), sources.map((source) => join(checkout, source))];
  if (!isStale(built, made)) return true;
  console.log(`Building the ${name}, which takes a few seconds ...`);
  const vite = join(require.resolve('vite/package.json'), '../bin/vite.js');
  const args = [vite, 'build', '--config', config, '--logLevel', 'error'];
  const { status } = spawnSync(process.execPath, args, { cwd: checkout, stdio: 'inherit' });
  if (status === 0 && existsSync(built)) return true;
  console.error(`The ${name} could not be built. Run "npm ci", then try again.`);
  return false;
}
