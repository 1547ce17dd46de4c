// float32 values that live on a device. They come to the host only through `read`.
import type { OrtTensor } from '../ort/session.ts';
import type { Device } from './device.ts';

/** A gradient of a training step: on the host, or on the device that computed it. */
export type Gradient = Float32Array | DeviceArray;

/** A float32 tensor in device memory, freed by `dispose`. */
export class DeviceArray {
  readonly shape: readonly number[];
  /** Feeds other graphs of the same device. Its `data` throws and its `getData` would end the process: use `read`. */
  readonly tensor: OrtTensor;
  readonly #device: Device;
  readonly #onDispose: () => void;
  #disposed = false;

  /** `onDispose` runs once, when the memory has been given back. */
  constructor(device: Device, tensor: OrtTensor, onDispose: () => void = () => undefined) {
    this.#device = device;
    this.#onDispose = onDispose;
    device.living++;
    this.tensor = tensor;
    this.shape = tensor.dims;
  }

  /** Number of elements. */
  get length(): number {
    return this.tensor.size;
  }

  /** A copy on the host; waits for the device. */
  read(): Float32Array {
    return this.#device.download(this);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#device.living--;
    this.tensor.dispose();
    this.#onDispose();
  }
}
