// Sorts what happened to each spec into passed, excluded, not implemented and failed, and prints it.
import type { Exclusion } from './exclusions.ts';
import type { SpecRun } from './run-conformance.ts';
import type { SpecDone } from './spec-events.ts';

export interface ConformanceReport {
  readonly passed: readonly SpecDone[];
  /** Switched off by TF.js itself. */
  readonly pending: readonly SpecDone[];
  readonly excluded: ReadonlyMap<Exclusion, readonly SpecDone[]>;
  /** By the kernel that was missing. */
  readonly notImplemented: ReadonlyMap<string, readonly SpecDone[]>;
  readonly failed: readonly SpecDone[];
  /** Everything else that is wrong, one line each; empty when all is well. */
  readonly problems: readonly string[];
}

const missingKernel = /Kernel '(\w+)' not registered for backend/;

/** The kernel without which the spec failed, if that is why. */
function kernelMissingIn(spec: SpecDone): string | undefined {
  return spec.failures.map((failure) => missingKernel.exec(failure)?.[1]).find((kernel) => kernel);
}

/**
 * `missing` lists the kernels known not to be implemented. `complete` says that all specs ran, not a selection:
 * only then is an exclusion or a row of `missing` that has become unnecessary a problem.
 */
export function reportOf(
  run: SpecRun,
  exclusions: readonly Exclusion[],
  missing: ReadonlySet<string>,
  complete: boolean,
): ConformanceReport {
  const excluded = new Map<Exclusion, SpecDone[]>();
  const notImplemented = new Map<string, SpecDone[]>();
  const failed: SpecDone[] = [];
  for (const spec of run.specs.filter(({ status }) => status === 'failed')) {
    const exclusion = exclusions.find(({ pattern }) => pattern.test(spec.name));
    const kernel = kernelMissingIn(spec);
    if (exclusion !== undefined) append(excluded, exclusion, spec);
    else if (kernel !== undefined && missing.has(kernel)) append(notImplemented, kernel, spec);
    else failed.push(spec);
  }
  return {
    passed: run.specs.filter(({ status }) => status === 'passed'),
    pending: run.specs.filter(({ status }) => status === 'pending'),
    excluded,
    notImplemented,
    failed,
    problems: [
      ...processProblems(run),
      ...(complete ? needlessExclusions(exclusions, excluded) : []),
      ...(complete && run.finished ? needlessMissing(missing, run.finished.kernels) : []),
    ],
  };
}

function append<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function processProblems(run: SpecRun): string[] {
  const problems = run.suiteFailures.map(
    ({ name, failures }) => `outside a spec, in '${name}': ${failures[0]}`,
  );
  if (run.finished === undefined) {
    problems.push(`the process died in '${run.diedIn ?? 'no spec'}':\n${run.stderr.slice(-2000)}`);
  }
  return problems;
}

function needlessExclusions(
  exclusions: readonly Exclusion[],
  excluded: ReadonlyMap<Exclusion, readonly SpecDone[]>,
): string[] {
  return exclusions
    .filter((exclusion) => !excluded.has(exclusion))
    .map(({ pattern }) => `exclusions.ts: ${pattern} matches no spec that fails; remove it`);
}

function needlessMissing(missing: ReadonlySet<string>, registered: readonly string[]): string[] {
  return registered
    .filter((kernel) => missing.has(kernel))
    .map((kernel) => `missing-kernels.ts: ${kernel} is implemented; remove it`);
}

/** The report as text: counts first, then reasons, then what is wrong. */
export function formatReport(report: ConformanceReport): string {
  const count = (groups: ReadonlyMap<unknown, readonly SpecDone[]>) =>
    [...groups.values()].reduce((sum, specs) => sum + specs.length, 0);
  const { passed, pending, excluded, notImplemented, failed, problems } = report;
  return [
    `${passed.length} passed, ${failed.length} failed, ${count(excluded)} excluded, ` +
      `${count(notImplemented)} not implemented, ${pending.length} switched off by TF.js`,
    ...[...excluded].map(([row, specs]) => `  excluded ${specs.length}: ${row.reason} (${row.pattern})`),
    ...[...notImplemented].map(([kernel, specs]) => `  not implemented ${specs.length}: ${kernel}`),
    ...failed.map(
      (spec) => `FAILED ${spec.name}\n    ${spec.failures.join('\n').replaceAll('\n', '\n    ')}`,
    ),
    ...problems.map((problem) => `PROBLEM ${problem}`),
  ].join('\n');
}
