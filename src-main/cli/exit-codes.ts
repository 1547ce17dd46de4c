// What the program's exit code says, and how a failure is told.
import { CommanderError } from 'commander';
import { FinesseError } from '../errors.ts';

export const exitCodes = {
  ok: 0,
  failed: 1,
  /** Wrong usage, or input that cannot be used: doing the same again cannot help. */
  invalid: 2,
  /** Stopped by Ctrl-C; can be resumed. As shells have it: 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Thrown by a command that has said everything and ends with another code than 0. */
export class EndWith extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    super(`end with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}

const invalidInput =
  /^(cli|data|formats)\.|^jobs\.(recipe|set|resumeOther|bundle|nothingCorrected)|^training\.(notARun|otherClasses|wrongInput)$|^store\.(unknownRun|ambiguousRun|illegalTransition|runInProgress|notAFolder|notADatabase)$/;

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof EndWith) return error.exitCode;
  // Commander's own: help and version end with 0, anything else is wrong usage.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.invalid;
  return error instanceof FinesseError && invalidInput.test(error.code)
    ? exitCodes.invalid
    : exitCodes.failed;
}

/** Whether the words for an error have been printed already. */
export function hasBeenTold(error: unknown): boolean {
  return error instanceof EndWith || error instanceof CommanderError;
}

/** An error in lines: what went wrong and what to do. The stack and the causes only where asked for. */
export function errorLines(error: unknown, verbose: boolean): string[] {
  const lead = error instanceof FinesseError ? ownLines(error) : foreignLines(error);
  return verbose && error instanceof Error ? [...lead, ...stackOf(error)] : lead;
}

/** The line ends in a message of ours are ours. */
function ownLines({ message }: FinesseError): string[] {
  return message.split('\n');
}

function foreignLines(error: unknown): string[] {
  return [
    error instanceof Error ? error.message : String(error),
    'This is a fault of the program itself. Repeat the command with --verbose and report what it prints.',
  ];
}

function stackOf({ name, message, stack, cause }: Error): string[] {
  const frames = (stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  const because = cause instanceof Error ? stackOf(cause) : [];
  const [first, ...rest] = because;
  return [`${name}: ${message}`, ...frames, ...(first === undefined ? [] : [`Caused by: ${first}`, ...rest])];
}
