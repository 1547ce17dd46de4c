// The program: its table of commands, and the one place where errors become words and an exit code.
import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { systemFault } from '../errors.ts';
import type { GlobalOptions } from './cli-store.ts';
import { commands } from './commands.ts';
import { type ExitCode, errorLines, exitCodeOf, exitCodes, hasBeenTold } from './exit-codes.ts';
import { printError } from './output.ts';

/** Runs one command line, without the program's own name: `['runs', '--json']`. Never throws. */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  const program = makeProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (thrown) {
    const error = systemFault(thrown) ?? thrown;
    const verbose = program.opts<GlobalOptions>().verbose ?? false;
    if (!hasBeenTold(error)) printError(errorLines(error, verbose));
    return exitCodeOf(error);
  }
}

function makeProgram(): Command {
  const program = new Command('finesse')
    .description('Fine-tune pretrained image and text models on your own workstation.')
    .version(manifest.version)
    .option('--store <folder>', "where runs are kept (default: the user's data folder)")
    .option('--verbose', 'print the stack of an error')
    .configureOutput({ outputError: (text) => printError(text.trimEnd().split(/\n(?=\(Did you mean )/)) })
    .showHelpAfterError('Add --help for what the command takes.')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const add of commands) add(program);
  return program;
}
