// The whole proof, as `npm test` runs it: type check, lint, then every test. Ends with one line of counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of Vitest's JSON report that is counted. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
}

function check(name: string, command: string, args: readonly string[]): Counts {
  console.log(`\n${name}: ${command} ${args.join(' ')}`);
  const ok = spawnSync(command, args, { stdio: 'inherit' }).status === 0;
  console.log(`${name}: ${ok ? 'passed' : 'FAILED'}`);
  return { passed: Number(ok), failed: Number(!ok), skipped: 0 };
}

function vitest(args: readonly string[]): Counts {
  const folder = mkdtempSync(join(tmpdir(), 'finesse-test-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { status } = spawnSync('vitest', ['run', ...reporters, ...args], { stdio: 'inherit' });
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
    // A suite that cannot even be loaded counts no failed test; it must fail the run all the same.
    const failed = Math.max(
      report.numFailedTests,
      Number(status !== 0),
      Number(report.numFailedTestSuites > 0),
    );
    return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const counts = [
  check('type check', 'tsc', ['--noEmit']),
  check('type check of the renderer', 'svelte-check', [
    '--tsconfig',
    'src-renderer/tsconfig.json',
    '--fail-on-warnings',
  ]),
  check('lint', 'biome', ['check', '--error-on-warnings']),
  vitest(process.argv.slice(2)),
];
const total = (key: keyof Counts) => counts.reduce((sum, count) => sum + count[key], 0);
const skipped = total('skipped') > 0 ? `, ${total('skipped')} skipped` : '';
console.log(`\n${total('passed')} passed, ${total('failed')} failed${skipped}`);
process.exitCode = total('failed') === 0 ? 0 : 1;
