// Makes the `ort` backend known to TensorFlow.js.
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { registerBatchNormGradients } from '../gradients/batch-norm.ts';
import { registerConvolutionGradients } from '../gradients/convolution.ts';
import { registerDropoutGradient } from '../gradients/dropout.ts';
import { registerPoolingGradients } from '../gradients/pooling.ts';
import { registerReluGradients } from '../gradients/relu.ts';
import { registerTransformerGradients } from '../gradients/transformer.ts';
import { registerTfjsGradients } from '../tfjs-gradients.ts';
import { aliasInOrder, aliasKernels } from './alias-kernels.ts';
import { hostKernel } from './host-kernels.ts';
import type { KernelRow } from './kernel-row.ts';
import { toAttrs } from './kernel-row.ts';
import { kernelTable } from './kernels/kernel-tables.ts';
import { OrtBackend, type OrtBackendOptions } from './ort-backend.ts';

/** Name of the backend in `tf.setBackend`. */
export const ortBackendName = 'ort';

/** Registers the backend and its kernels; once per process. `threads` defaults to all cores. */
export function registerOrtBackend(options: Partial<OrtBackendOptions> = {}): void {
  // TF.js puts some ten frames between a caller and a kernel; the stack of an error has to reach the caller.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 30);
  registerTfjsGradients();
  registerTransformerGradients();
  registerDropoutGradient();
  registerConvolutionGradients();
  registerBatchNormGradients();
  registerPoolingGradients();
  registerReluGradients();
  tf.registerBackend(
    ortBackendName,
    () => new OrtBackend({ threads: availableParallelism(), ...options }),
    3,
  );
  const hostKernels = new Map(
    tf.getKernelsForBackend('cpu').map((kernel) => [kernel.kernelName, hostKernel(kernel)]),
  );
  const graphKernels = Object.entries(kernelTable).map(
    ([name, row]) => [name, rowKernel(name, row)] as const,
  );
  const { Transpose } = Object.fromEntries(graphKernels);
  const aliases = { ...aliasKernels, Transpose: aliasInOrder(Transpose) };
  for (const [kernelName, kernelFunc] of Object.entries({
    ...Object.fromEntries(graphKernels),
    ...aliases,
  })) {
    const routed = withHostDtypes(kernelFunc, hostKernels.get(kernelName));
    hostKernels.delete(kernelName);
    tf.registerKernel({ kernelName, backendName: ortBackendName, kernelFunc: routed });
  }
  for (const [kernelName, kernelFunc] of hostKernels) {
    tf.registerKernel({ kernelName, backendName: ortBackendName, kernelFunc });
  }
}

/** Sends calls that take or make text or complex numbers to the host, where it has the kernel. */
function withHostDtypes(row: tf.KernelFunc, host: tf.KernelFunc | undefined): tf.KernelFunc {
  if (host === undefined) return row;
  const onHost = (dtype: unknown) => dtype === 'string' || dtype === 'complex64';
  return (call) => {
    const infos = Object.values(call.inputs).flat() as (tf.TensorInfo | undefined)[];
    const hosted =
      infos.some((info) => onHost(info?.dtype)) || onHost(toAttrs(call.attrs as tf.NamedAttrMap).dtype);
    return hosted ? host(call) : row(call);
  };
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
