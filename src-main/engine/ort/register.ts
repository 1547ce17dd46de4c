// Makes the `ort` backend known to TensorFlow.js.
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { hostKernel } from './host-kernels.ts';
import type { KernelRow } from './kernel-row.ts';
import { toAttrs } from './kernel-row.ts';
import { kernelTable } from './kernels/kernel-tables.ts';
import { OrtBackend, type OrtBackendOptions } from './ort-backend.ts';

/** Name of the backend in `tf.setBackend`. */
export const ortBackendName = 'ort';

/** Registers the backend and its kernels; once per process. `threads` defaults to all cores. */
export function registerOrtBackend(options: Partial<OrtBackendOptions> = {}): void {
  tf.registerBackend(
    ortBackendName,
    () => new OrtBackend({ threads: availableParallelism(), ...options }),
    3,
  );
  for (const [kernelName, row] of Object.entries(kernelTable)) {
    tf.registerKernel({ kernelName, backendName: ortBackendName, kernelFunc: rowKernel(kernelName, row) });
  }
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    if (kernel.kernelName in kernelTable) continue;
    tf.registerKernel({
      kernelName: kernel.kernelName,
      backendName: ortBackendName,
      kernelFunc: hostKernel(kernel),
    });
  }
}

function rowKernel(kernelName: string, row: KernelRow): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    // TF.js hands over the backend that is current, and names inputs as the kernel's documentation does.
    const named = inputs as Record<string, tf.TensorInfo | undefined>;
    const ordered =
      row.inputs === 'list'
        ? (Object.values(named) as tf.TensorInfo[])
        : row.inputs.map((name) => named[name.replace('?', '')] ?? undefined);
    return (backend as OrtBackend).record(
      kernelName,
      row,
      ordered,
      toAttrs(attrs as tf.NamedAttrMap | undefined),
    );
  };
}
