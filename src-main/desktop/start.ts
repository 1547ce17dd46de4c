// `npm start`: the application in its window where Electron's program is on this machine, else in the browser. Builds
// what is missing first; fetches nothing. Run by plain Node, from a checkout.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isStale } from './build-age.ts';
import { electronBinary } from './electron-binary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

process.exitCode = await start(process.argv.slice(2));

async function start(args: readonly string[]): Promise<number> {
  const rendererBuilt = built('window', {
    output: 'dist/src-renderer/index.html',
    sources: ['src-renderer', 'vite.renderer.config.ts', 'package.json'],
    config: 'vite.renderer.config.ts',
  });
  if (!rendererBuilt) return 1;
  const binary = electronBinary(join(root, 'node_modules/electron'), process.env, process.platform);
  if (binary === undefined) {
    console.log(
      'Electron’s program is not on this machine, so Finesse opens in your browser: the same application.',
    );
    return run(process.execPath, ['src-main/cli/finesse.ts', 'serve', ...args]);
  }
  const sources = ['src-main', 'resources', 'vite.config.ts', 'package.json'];
  const output = 'dist/src-main/desktop/main.js';
  if (!built('main process', { output, sources, config: 'vite.config.ts' })) return 1;
  return run(binary, ['.', ...args]);
}

interface Target {
  readonly output: string;
  readonly sources: readonly string[];
  readonly config: string;
}

/** Builds a target that is missing or older than its sources. False when that failed. */
function built(name: string, { output, sources, config }: Target): boolean {
  if (
    !isStale(
      join(root, output),
      sources.map((source) => join(root, source)),
    )
  )
    return true;
  console.log(`Building the ${name}, which takes a few seconds ...`);
  const vite = join(require.resolve('vite/package.json'), '../bin/vite.js');
  const args = [vite, 'build', '--config', config, '--logLevel', 'error'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status === 0 && existsSync(join(root, output))) return true;
  console.error(`The ${name} could not be built. Run "npm install", then try again.`);
  return false;
}

/** Runs a program to its end. Ctrl-C reaches it by the terminal; this process waits for it to close in peace. */
function run(command: string, args: readonly string[]): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (signal !== 'SIGINT') child.kill(signal);
    });
  child.once('error', (error) => {
    console.error(error.message);
    resolve(1);
  });
  child.once('exit', (code) => resolve(code ?? 1));
  return promise;
}
