// FEATURES.md: the state of every TF.js kernel on the `ort` backend, made from the kernel tables and the tables here.
// `npm run features` writes it; features.test.ts fails when it is not current.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { aliasKernels } from '../../src-main/engine/ort/alias-kernels.ts';
import { kernelTable } from '../../src-main/engine/ort/kernels/kernel-tables.ts';
import { exclusions } from './exclusions.ts';
import { kernelLimits } from './kernel-limits.ts';
import { missingKernels } from './missing-kernels.ts';

/** Where the document stands. */
export const featuresFile = resolve(import.meta.dirname, '../../FEATURES.md');

type State = 'works' | 'with limits' | 'not yet' | 'never';

interface Feature {
  readonly kernel: string;
  readonly state: State;
  readonly note: string;
}

/** TF.js exports each kernel's name under itself. */
function kernelNames(): string[] {
  return Object.entries(tf)
    .filter(([name, value]) => name === value)
    .map(([name]) => name)
    .sort((a, b) => a.localeCompare(b, 'en'));
}

function featureOf(kernel: string, hostKernels: ReadonlySet<string>): Feature {
  const missing = missingKernels.ort[kernel];
  if (missing !== undefined) return { kernel, state: missing.status, note: missing.reason };
  if (kernel in kernelTable || kernel in aliasKernels) {
    const excluded = exclusions.ort.filter((row) => row.kernel === kernel).map((row) => row.reason);
    const note = [kernelLimits[kernel], ...excluded].filter((text) => text !== undefined).join('; ');
    return { kernel, state: note === '' ? 'works' : 'with limits', note };
  }
  if (hostKernels.has(kernel)) {
    return { kernel, state: 'with limits', note: 'computed on the host; not inside a compiled step' };
  }
  throw new Error(`${kernel} is neither implemented nor listed in missing-kernels.ts; add a row.`);
}

/** The whole document. Throws for a kernel of which nothing is known. */
export function featuresDocument(): string {
  const hostKernels = new Set(tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName));
  const features = kernelNames().map((kernel) => featureOf(kernel, hostKernels));
  const count = (state: State) => features.filter((feature) => feature.state === state).length;
  const own = Object.keys(kernelTable).filter((kernel) => kernel.startsWith('Finesse'));
  return `# Features: TensorFlow.js kernels on the \`ort\` backend

Written by \`npm run features\`; do not edit. TensorFlow.js ${tf.version_core} has ${features.length} kernels:
${count('works')} work, ${count('with limits')} work with limits, ${count('not yet')} not yet, ${count('never')} never.
What a kernel has to do is said by TensorFlow.js's own specs (\`tests/conformance\`), which every kernel here passes;
the specs excused are in \`tests/conformance/exclusions.ts\`, each with its reason.

Kernels take float32, int32 and bool as TensorFlow.js does. Calls with text or complex numbers are computed on the host
by TensorFlow.js's own code, and so cannot be part of a compiled step.

| Kernel | State | Note |
| --- | --- | --- |
${features.map(({ kernel, state, note }) => `| ${kernel} | ${state} | ${note} |`).join('\n')}

## Kernels of our own

Fused operations (\`src-main/engine/fused.ts\`), native here and composed of the above on other backends:

${own.map((kernel) => `- ${kernel}`).join('\n')}
`;
}

if (import.meta.main) writeFileSync(featuresFile, featuresDocument());
