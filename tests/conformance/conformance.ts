// `npm run conformance -- [--backend cpu|ort] [--grep pattern] [--slow]`: TF.js's specs for work on one family.
import { parseArgs } from 'node:util';
import { type ConformanceBackend, exclusions } from './exclusions.ts';
import { missingKernels } from './missing-kernels.ts';
import { formatReport, reportOf } from './report.ts';
import { runConformance } from './run-conformance.ts';

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'ort' },
    grep: { type: 'string', default: '' },
    slow: { type: 'boolean', default: false },
  },
});
if (values.backend !== 'ort' && values.backend !== 'cpu') {
  throw new Error(`--backend needs ort or cpu, got ${values.backend}`);
}
const backend: ConformanceBackend = values.backend;
const run = await runConformance(backend, values.grep);
const missing = new Set(Object.keys(missingKernels[backend]));
const report = reportOf(run, exclusions[backend], missing, values.grep === '');
console.log(formatReport(report));
if (values.slow) {
  const slowest = [...run.specs].sort((a, b) => b.elapsedMs - a.elapsedMs).slice(0, 20);
  for (const { elapsedMs, name } of slowest) console.log(`${elapsedMs.toFixed(0).padStart(6)} ms  ${name}`);
}
process.exitCode = report.failed.length + report.problems.length === 0 ? 0 : 1;
