// Kernels that are not worth a graph (sparse, text, detection post-processing): computed on the host by TF.js's own
// `cpu` backend. They need their inputs' values, so they cannot be part of a compiled step.
import * as tf from '@tensorflow/tfjs-core';
import type { OrtBackend } from './ort-backend.ts';

type Backend = tf.KernelBackend & {
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: tf.backend_util.BackendValues): tf.TensorInfo;
};

/** A kernel function for the `ort` backend which runs `kernel` of the `cpu` backend. */
export function hostKernel(kernel: tf.KernelConfig): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const ort = backend as OrtBackend;
    const cpu = tf.engine().findBackend('cpu') as Backend;
    const toCpu = (info: tf.TensorInfo) =>
      cpu.makeTensorInfo(info.shape, info.dtype, ort.readSync(info.dataId));
    const cpuInputs = Object.fromEntries(
      Object.entries(inputs).map(([name, info]) => [
        name,
        Array.isArray(info) ? info.map(toCpu) : info && toCpu(info),
      ]),
    ) as tf.NamedTensorInfoMap;
    const outputs = kernel.kernelFunc({ inputs: cpuInputs, backend: cpu, attrs: attrs as tf.NamedAttrMap });
    const toOrt = (info: tf.TensorInfo): tf.TensorInfo => ({
      dataId: ort.write(cpu.readSync(info.dataId), info.shape, info.dtype),
      shape: info.shape,
      dtype: info.dtype,
    });
    const results = Array.isArray(outputs) ? outputs.map(toOrt) : toOrt(outputs);
    const used = [...Object.values(cpuInputs).flat(), ...(Array.isArray(outputs) ? outputs : [outputs])];
    for (const info of used) if (info !== undefined && info !== null) cpu.disposeData(info.dataId);
    return results;
  };
}
