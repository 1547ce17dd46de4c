// Bundles TF.js's specs, runs them in a child process and returns what happened to each.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSpecs } from './bundle.ts';
import type { ConformanceBackend } from './exclusions.ts';
import type { RunDone, SpecDone, SpecEvent, SuiteFailed } from './spec-events.ts';

export interface SpecRun {
  readonly specs: readonly SpecDone[];
  readonly suiteFailures: readonly SuiteFailed[];
  /** The last event; missing when the process died. */
  readonly finished: RunDone | undefined;
  /** The spec in which the process died. */
  readonly diedIn: string | undefined;
  /** What the process wrote to standard error. */
  readonly stderr: string;
}

/** Runs the specs whose names match `grep` (case is ignored) on `backend`. */
export async function runConformance(backend: ConformanceBackend, grep: string): Promise<SpecRun> {
  const bundle = await bundleSpecs();
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const eventsFile = join(folder, 'events.jsonl');
  try {
    const stderr = await run([bundle, backend, eventsFile, grep]);
    if (!existsSync(eventsFile)) throw new Error(`The specs did not start on '${backend}'.\n${stderr}`);
    return collect(readFileSync(eventsFile, 'utf8'), stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Resolves with standard error when the process has ended, however it ended: the events tell. */
function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--stack-trace-limit=40', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(stderr));
  });
}

function collect(jsonLines: string, stderr: string): SpecRun {
  const events = jsonLines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SpecEvent);
  const last = events.at(-1);
  return {
    specs: events.filter((event) => event.event === 'done').filter((spec) => spec.status !== 'excluded'),
    suiteFailures: events.filter((event) => event.event === 'suite-failed'),
    finished: last?.event === 'finished' ? last : undefined,
    diedIn: last?.event === 'started' ? last.name : undefined,
    stderr,
  };
}
