// `finesse serve`: the application in a browser, served from this machine.
import type { Command } from 'commander';
import type { GlobalOptions } from './cli-store.ts';
import { cliFault } from './errors.ts';
import { EndWith, exitCodes } from './exit-codes.ts';
import { print } from './output.ts';

interface ServeCommandOptions {
  readonly host?: string;
  readonly port?: number;
  readonly allow: readonly string[];
  readonly open: boolean;
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('open the application in a browser; nothing leaves this machine')
    .option('--port <n>', 'port to listen on (default: 4747, or any where that one is in use)', readPort)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1, this machine only)')
    .option(
      '--allow <folder>',
      'a folder besides your home that the page may read; can be repeated',
      (folder: string, before: readonly string[]) => [...before, folder],
      [],
    )
    .option('--no-open', 'do not open a browser')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse serve\n  finesse serve --allow /data/pictures\n\n' +
        'For a workstation reached through SSH: there, "finesse serve --port 7860 --no-open"; on your own computer,\n' +
        '"ssh -L 7860:127.0.0.1:7860 workstation" (the same port on both sides); then open the printed address.',
    )
    .action(async ({ host, port, allow, open }: ServeCommandOptions, command: Command) => {
      const { windowIsBuilt } = await import('../desktop/built-parts.ts');
      if (!windowIsBuilt()) throw new EndWith(exitCodes.failed);
      const { serve } = await import('../server/serve.ts');
      const { store } = command.optsWithGlobals<GlobalOptions>();
      if (store === '') throw cliFault('emptyStore', {});
      await serve({ storeFolder: store, host, port, allow, openBrowser: open, say: print });
    });
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw cliFault('notAPort', { given: text });
  return port;
}
