// `finesse serve`: the application in a browser, served from this machine.
import type { Command } from 'commander';
import type { GlobalOptions } from './cli-store.ts';
import { cliFault } from './errors.ts';
import { print } from './output.ts';

interface ServeCommandOptions {
  readonly host?: string;
  readonly port?: number;
  readonly open: boolean;
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('open the application in a browser; nothing leaves this machine')
    .option('--port <n>', 'port to listen on; any free one when absent', readPort)
    .option('--host <address>', 'address to listen on; 127.0.0.1 when absent')
    .option('--no-open', 'do not open a browser')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse serve\n  finesse serve --port 7860 --no-open\n\n' +
        'For a workstation reached through SSH: start it there with --port 7860 --no-open, then on your own computer\n' +
        '"ssh -L 7860:127.0.0.1:7860 workstation", and open the printed address there.',
    )
    .action(async ({ host, port, open }: ServeCommandOptions, command: Command) => {
      const { serve } = await import('../server/serve.ts');
      const { store } = command.optsWithGlobals<GlobalOptions>();
      if (store === '') throw cliFault('emptyStore', {});
      await serve({ storeFolder: store, host, port, openBrowser: open, say: print });
    });
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw cliFault('notANumber', { option: '--port', given: text });
  return port;
}
