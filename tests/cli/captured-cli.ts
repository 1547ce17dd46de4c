// The command line inside the test's own process, with what it prints.
import { type MockInstance, vi } from 'vitest';
import { runCli } from '../../src-main/cli/run-cli.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export async function finesse(...args: string[]): Promise<CliResult> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const written = (spy: MockInstance) => spy.mock.calls.map(([text]) => String(text)).join('');
  try {
    const exitCode = await runCli(args);
    return { exitCode, out: written(out), err: written(err) };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}
