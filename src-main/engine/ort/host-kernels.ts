// Kernels that are not worth a graph (sparse, text, complex numbers, detection post-processing): computed on the
// host by TF.js's own `cpu` backend. They need their inputs' values, so they cannot be part of a compiled step.
import * as tf from '@tensorflow/tfjs-core';
import type { OrtBackend } from './ort-backend.ts';

type Backend = tf.KernelBackend & {
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: tf.backend_util.BackendValues): tf.TensorInfo;
};

/** The forms in which TF.js hands tensors to kernels: by name, in a list, or by name with lists inside. */
type KernelInputs = tf.NamedTensorInfoMap | tf.TensorInfo[];

/** A kernel function for the `ort` backend which runs `kernel` of the `cpu` backend. */
export function hostKernel(kernel: tf.KernelConfig): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const ort = backend as OrtBackend;
    const cpu = tf.engine().findBackend('cpu') as Backend;
    const used: tf.TensorInfo[] = [];
    const toCpu = (info: tf.TensorInfo) => {
      const copy = cpuTensor(cpu, info, ort.readSync(info.dataId));
      used.push(copy);
      // A few kernels take for granted that they get tensors, which know their rank.
      return { ...copy, rank: info.shape.length };
    };
    const toOrt = (info: tf.TensorInfo): tf.TensorInfo => {
      used.push(info);
      const { shape, dtype } = info;
      return { dataId: ort.write(cpu.readSync(info.dataId), shape, dtype), shape, dtype };
    };
    // TF.js types the inputs as a map, also where it passes a list.
    const cpuInputs = mapInputs(inputs as KernelInputs, toCpu) as tf.NamedTensorInfoMap;
    const outputs = kernel.kernelFunc({ inputs: cpuInputs, backend: cpu, attrs: attrs as tf.NamedAttrMap });
    const results = Array.isArray(outputs) ? outputs.map(toOrt) : toOrt(outputs);
    for (const info of used) cpu.disposeData(info.dataId);
    return results;
  };
}

function mapInputs(inputs: KernelInputs, map: (info: tf.TensorInfo) => tf.TensorInfo): KernelInputs {
  if (Array.isArray(inputs)) return inputs.map(map);
  const entries = Object.entries(inputs).map(([name, info]) => [
    name,
    Array.isArray(info) ? info.map(map) : info && map(info),
  ]);
  return Object.fromEntries(entries) as tf.NamedTensorInfoMap;
}

/** A tensor of the `cpu` backend. Complex numbers, interleaved when read, are two tensors there. */
function cpuTensor(cpu: Backend, info: tf.TensorInfo, values: tf.backend_util.BackendValues): tf.TensorInfo {
  if (info.dtype !== 'complex64') return cpu.makeTensorInfo(info.shape, info.dtype, values);
  const parts = tf.backend_util.splitRealAndImagArrays(values as Float32Array);
  const real = cpu.makeTensorInfo(info.shape, 'float32', parts.real);
  const imag = cpu.makeTensorInfo(info.shape, 'float32', parts.imag);
  const complex = tf
    .getKernel(tf.Complex, 'cpu')
    .kernelFunc({ inputs: { real, imag }, backend: cpu, attrs: {} });
  for (const part of [real, imag]) cpu.disposeData(part.dataId);
  return complex as tf.TensorInfo;
}
