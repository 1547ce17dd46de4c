// The contract of a compiled step: what training calls, whatever the backend.
import type * as tf from '@tensorflow/tfjs-core';

/** Host arrays fed to one step, by name. Shapes and dtypes select the compiled graph. */
export type StepInputs = Readonly<
  Record<
    string,
    {
      readonly dtype: 'float32' | 'int32';
      readonly shape: readonly number[];
      readonly data: Float32Array | Int32Array;
    }
  >
>;

export interface StepDefinition {
  /** Builds the step from its input tensors; everything returned is read back, by name. Called once per set of shapes. */
  readonly build: (inputs: tf.NamedTensorMap) => tf.NamedTensorMap;
}

/** Host arrays by name; valid until the next call of the same step. */
export type StepOutputs = Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>;

export interface CompiledStep {
  run(inputs: StepInputs): StepOutputs;
  dispose(): void;
}
