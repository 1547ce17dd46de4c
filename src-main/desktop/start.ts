// `npm start`: the application in its window where Electron's program is on this machine, else in the browser. Builds
// what is missing first; fetches nothing. Run by plain Node, from a checkout.
import '../no-telemetry.ts';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkout, mainProcessIsBuilt, windowIsBuilt } from './built-parts.ts';
import { electronBinary } from './electron-binary.ts';

process.exitCode = await start(process.argv.slice(2));

async function start(args: readonly string[]): Promise<number> {
  const binary = electronBinary(join(checkout, 'node_modules/electron'), process.env, process.platform);
  if (binary === undefined) {
    console.log(
      'Electron’s program is not on this machine, so Finesse opens in your browser: the same application.',
    );
    return run(process.execPath, ['src-main/cli/finesse.ts', 'serve', ...args]);
  }
  if (!windowIsBuilt() || !mainProcessIsBuilt()) return 1;
  return run(binary, ['.', ...args]);
}

/** Runs a program to its end. Ctrl-C reaches it by the terminal; this process waits for it to close in peace. */
function run(command: string, args: readonly string[]): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = spawn(command, args, { cwd: checkout, stdio: 'inherit' });
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
