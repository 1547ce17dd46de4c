// The host side of variables: reading them, writing them, and keeping them where the optimizer works.
import * as tf from '@tensorflow/tfjs-core';

/** A backend whose variables are host arrays that kernels read by reference. */
export interface HostVariableBackend {
  /** The live array behind a variable; writing to it changes the variable. */
  hostArray(variable: tf.Variable): Float32Array;
  /** Makes `array` the storage of the variable, copying its present values into it. */
  bindHostArray(variable: tf.Variable, array: Float32Array): void;
}

/** The current backend, if its variables are host arrays. */
export function hostVariableBackend(): HostVariableBackend | undefined {
  const backend: unknown = tf.backend();
  return isHostVariableBackend(backend) ? backend : undefined;
}

/** A copy of the values of a float32 variable. */
export function readVariable(variable: tf.Variable): Float32Array {
  return Float32Array.from(
    hostVariableBackend()?.hostArray(variable) ?? (variable.dataSync() as Float32Array),
  );
}

/** Sets the values of a float32 variable; compiled steps see them in their next run. */
export function writeVariable(variable: tf.Variable, values: Float32Array): void {
  const host = hostVariableBackend();
  if (host !== undefined) {
    host.hostArray(variable).set(values);
    return;
  }
  const tensor = tf.tensor(values.slice(), variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}

function isHostVariableBackend(backend: unknown): backend is HostVariableBackend {
  return typeof backend === 'object' && backend !== null && 'bindHostArray' in backend;
}
