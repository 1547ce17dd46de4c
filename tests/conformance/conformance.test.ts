// TF.js's own op tests on our backends: the contract of every kernel, written by someone else.
import { describe, expect, it } from 'vitest';
import { type ConformanceBackend, exclusions } from './exclusions.ts';
import { missingKernels } from './missing-kernels.ts';
import { formatReport, reportOf } from './report.ts';
import { runConformance } from './run-conformance.ts';

describe("TensorFlow.js's own specs", () => {
  // The reference run guards the harness itself: specs that were lost on the way would make any backend pass.
  it.each<[ConformanceBackend, number]>([
    ['cpu', 4232],
    // Two specs ask for two `cpu` backends.
    ['ort', 4230],
  ])('hold on %s', { timeout: 600_000 }, async (backend, numSpecs) => {
    const run = await runConformance(backend, '');
    const missing = new Set(Object.keys(missingKernels[backend]));
    const report = reportOf(run, exclusions[backend], missing, true);
    console.log(`${backend}: ${formatReport(report)}`);
    expect(report.failed.map(({ name }) => name)).toEqual([]);
    expect(report.problems).toEqual([]);
    expect(run.specs.length).toBe(numSpecs);
  });
});
