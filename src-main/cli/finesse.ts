#!/usr/bin/env node
// The command line's entry: the program, its table of commands, and the one place where errors become words.
import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { GlobalOptions } from './cli-store.ts';
import { commands } from './commands.ts';
import { errorText, exitCodeOf, exitCodes } from './exit-codes.ts';

function makeProgram(): Command {
  const program = new Command('finesse')
    .description('Fine-tune pretrained image and text models on your own workstation.')
    .version(manifest.version)
    .option('--store <folder>', "where runs are kept (default: the user's data folder)")
    .option('--verbose', 'print the stack of an error')
    .showHelpAfterError('Add --help for what the command takes.')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const add of commands) add(program);
  return program;
}

async function main(): Promise<void> {
  // `finesse runs | head` closes the pipe early; that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.ok);
    throw error;
  });
  const program = makeProgram();
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version come this way too, with 0.
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.invalid;
      return;
    }
    process.stderr.write(`${errorText(error, program.opts<GlobalOptions>().verbose ?? false)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

await main();
