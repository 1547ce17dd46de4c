// A step is one function of host arrays that is run many times: a training step, an evaluation step, a frozen
// backbone. On the `ort` backend it is traced once for each set of shapes and replayed; elsewhere it is run anew.
import * as tf from '@tensorflow/tfjs-core';
import type { DeviceArray } from './gpu/device-array.ts';

/** A host array fed to a step. Shapes and dtypes of all inputs together select the compiled graph. */
export interface StepInput {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export type StepInputs = Readonly<Record<string, StepInput>>;
export type StepOutputs = Readonly<Record<string, StepOutput>>;
export type StepOutput = Float32Array | Int32Array | Uint8Array;

/**
 * Builds the outputs of a step from its inputs. Variables it reads are bound by reference: a later run sees their
 * values of that moment. It must be a pure function of inputs and variables, because it may run only once for each
 * set of shapes: whatever changes from step to step (seeds, rates) has to be an input.
 */
export type StepFunction = (inputs: tf.NamedTensorMap) => tf.NamedTensorMap;

export interface StepOptions {
  /** Variables are constants for the lifetime of the step: the graph is optimised with their values folded in. */
  readonly frozen?: boolean;
  /** float32 outputs, by name, that stay on the device where the step is computed on one. */
  readonly resident?: (output: string) => boolean;
}

/** `Resident` is what may come instead of host arrays: device arrays, or nothing. */
export interface CompiledStep<Resident = never> {
  /** Runs the step. The arrays returned belong to the caller. Throws FinesseError on a failing kernel. */
  run(inputs: StepInputs): Readonly<Record<string, StepOutput | Resident>>;
  dispose(): void;
}

/** A backend that replays steps instead of running them anew. */
export interface StepCompiler {
  compileStep(build: StepFunction, options: StepOptions): CompiledStep<DeviceArray>;
}

/** Makes a step for the current backend. */
export function compileStep(build: StepFunction, options?: Omit<StepOptions, 'resident'>): CompiledStep;
export function compileStep(build: StepFunction, options: StepOptions): CompiledStep<DeviceArray>;
export function compileStep(build: StepFunction, options: StepOptions = {}): CompiledStep<DeviceArray> {
  const backend: unknown = tf.backend();
  return isStepCompiler(backend) ? backend.compileStep(build, options) : eagerStep(build);
}

function isStepCompiler(backend: unknown): backend is StepCompiler {
  return typeof backend === 'object' && backend !== null && 'compileStep' in backend;
}

function eagerStep(build: StepFunction): CompiledStep {
  return {
    run(inputs) {
      const outputs = tf.tidy(() => {
        const tensors = Object.entries(inputs).map(([name, input]) => [name, inputTensor(input)] as const);
        return build(Object.fromEntries(tensors));
      });
      const values = Object.entries(outputs).map(
        ([name, tensor]) => [name, tensor.dataSync().slice()] as const,
      );
      tf.dispose(outputs);
      return Object.fromEntries(values);
    },
    dispose() {},
  };
}

function inputTensor(input: StepInput): tf.Tensor {
  return tf.tensor(input.data, [...input.shape], input.dtype);
}
