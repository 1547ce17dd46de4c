#!/usr/bin/env node
// The command line's entry.
import '../no-telemetry.ts';
import { writePrivately } from '../training/file-rights.ts';
import { keepCompiledCode } from './compile-cache.ts';

writePrivately();
keepCompiledCode();
const { exitCodes } = await import('./exit-codes.ts');
const { runCli } = await import('./run-cli.ts');

// `finesse runs | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2));
