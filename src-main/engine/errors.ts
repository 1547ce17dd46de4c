// What can go wrong in the engine.
import { errorTable } from '../errors.ts';

export const engineError = errorTable('engine', {
  'compile-failed': (p: { kernels: string; reason: string }) =>
    `ONNX Runtime refused a graph of these kernels: ${p.kernels}. It said: ${p.reason}`,
  'run-failed': (p: { reason: string }) =>
    `ONNX Runtime failed while computing a graph. It said: ${p.reason}`,
  'dtype-unsupported': (p: { kernel: string; dtype: string }) =>
    `${p.kernel}: tensors of dtype ${p.dtype} are not supported by the ort backend; use float32, int32 or bool.`,
  'bad-input': (p: { kernel: string; problem: string }) => `Error in ${p.kernel}: ${p.problem}`,
  lost: (p: { shape: readonly number[] }) =>
    `A tensor of shape [${p.shape}] was never computed, because the graph it belongs to failed earlier.`,
  'bad-gradient': (p: { name: string; expected: number; got: number }) =>
    `The gradient of ${p.name} should have ${p.expected} elements, but has ${p.got}.`,
  'bad-optimizer-state': (p: { name: string; expected: number; got: number }) =>
    `The saved optimizer state of ${p.name} should have ${p.expected} elements, but has ${p.got}. The checkpoint belongs to another model or phase.`,
  'export-backend': (p: { backend: string }) =>
    `ONNX models are written by the ort backend, but the current backend is ${p.backend}. Choose engine.backend "ort" for the export.`,
  'export-batch': (p: { shape: readonly number[] }) =>
    `The model cannot be exported with an open batch size: a constant of shape [${p.shape}] depends on it.`,
  'tensorflow-missing': (p: { packageName: string }) =>
    `${p.packageName} is not installed. It is optional: its install fetches TensorFlow from outside npm. To use it, run: npm install --include=optional ${p.packageName}`,
  'tensorflow-broken': (p: { packageName: string; reason: string }) =>
    `${p.packageName} is installed, but does not load: ${p.reason}. Rebuild it (CONTRIBUTING.md says how), or leave engine.backend at "ort".`,
  'provider-failed': (p: { provider: string; reason: string }) =>
    `The execution provider ${p.provider} does not work on this machine: ${p.reason}. Set engine.provider to "cpu", or see what "finesse doctor" says about it.`,
  'device-tensor': (_: object) => 'Internal: a tensor in device memory was fed to a graph of the CPU.',
  'read-in-step': (p: { kernel: string }) =>
    `${p.kernel} needs the values of a tensor while a compiled step is being recorded. Return the tensor from the step and read it there.`,
});
