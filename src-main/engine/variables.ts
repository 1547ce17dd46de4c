// The host side of variables: reading them, writing them, and keeping them where the optimizer works.
import * as tf from '@tensorflow/tfjs-core';
import { engineError } from './errors.ts';
import type { Device } from './gpu/device.ts';
import { DeviceArray } from './gpu/device-array.ts';

/** A backend whose variables are host arrays that kernels read by reference. */
export interface HostVariableBackend {
  /** The live array behind a variable; writing to it changes the variable. */
  hostArray(variable: tf.Variable): Float32Array;
  /** Makes `array` the storage of the variable, copying its present values into it. */
  bindHostArray(variable: tf.Variable, array: Float32Array): void;
}

/** A backend whose variables may live on a device. */
export interface DeviceVariableBackend {
  readonly device: Device | undefined;
  /** The values of a float32 variable on the device; they stay the variable's. */
  deviceArray(variable: tf.Variable, device: Device): DeviceArray;
  /** Makes `array` the values of the variable and frees those before. */
  bindDeviceArray(variable: tf.Variable, array: DeviceArray): void;
}

/** The current backend, if its variables are host arrays. */
export function hostVariableBackend(): HostVariableBackend | undefined {
  const backend: unknown = tf.backend();
  return isHostVariableBackend(backend) && deviceVariableBackend() === undefined ? backend : undefined;
}

/** The current backend, if its variables live on a device. */
export function deviceVariableBackend(): DeviceVariableBackend | undefined {
  const backend: unknown = tf.backend();
  return isDeviceVariableBackend(backend) && backend.device !== undefined ? backend : undefined;
}

/** A copy of the values of a float32 variable. */
export function readVariable(variable: tf.Variable): Float32Array {
  return Float32Array.from(
    hostVariableBackend()?.hostArray(variable) ?? (variable.dataSync() as Float32Array),
  );
}

/**
 * Sets the values of a float32 variable; compiled steps see them in their next run. An array on the device becomes the
 * variable's own.
 */
export function writeVariable(variable: tf.Variable, values: Float32Array | DeviceArray): void {
  if (values instanceof DeviceArray) {
    const device = deviceVariableBackend();
    if (device === undefined) throw engineError('device-tensor', {});
    device.bindDeviceArray(variable, values);
    return;
  }
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

function isDeviceVariableBackend(backend: unknown): backend is DeviceVariableBackend {
  return typeof backend === 'object' && backend !== null && 'bindDeviceArray' in backend;
}
