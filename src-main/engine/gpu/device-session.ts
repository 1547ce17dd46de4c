// One ONNX graph on a device. Where the provider refuses it, the CPU computes it from then on, and the log says so.
import { engineError } from '../errors.ts';
import { engineNotice } from '../notices.ts';
import { encodeModel } from '../onnx/onnx-encoding.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import { type HostArray, type OrtTensor, ortTensor, Session } from '../ort/session.ts';
import { type Device, firstLine } from './device.ts';
import { DeviceArray } from './device-array.ts';

export interface DeviceSessionOptions {
  /** What the graph does, for the log. */
  readonly name: string;
  readonly purpose: 'training' | 'frozen';
  /** float32 outputs that stay on the device. */
  readonly resident: ReadonlySet<string>;
  /** Of the CPU, for what the device cannot do. */
  readonly threads: number;
}

export type Feed = OrtTensor | DeviceArray;

export class DeviceSession {
  readonly #device: Device;
  readonly #options: DeviceSessionOptions;
  readonly #outputs: readonly string[];
  /** Names of the graph's inputs. */
  readonly inputs: ReadonlySet<string>;
  #session: Session;
  /** Kept until the graph has run once on the device: compiling does not prove that it runs. */
  #model: Uint8Array | undefined;
  #onHost = false;
  /** Resident outputs not disposed yet: their memory is the session's. */
  #living = 0;
  #released = false;

  /** The graph may hold standard operators only. Throws engine.compile-failed where the CPU refuses it too. */
  constructor(device: Device, graph: OnnxGraph, options: DeviceSessionOptions) {
    this.#device = device;
    this.#options = options;
    this.#outputs = graph.outputs.map(({ name }) => name);
    this.inputs = new Set(graph.inputs.map(({ name }) => name));
    this.#model = encodeModel(graph);
    const { purpose, threads, resident } = options;
    try {
      this.#session = new Session(this.#model, { provider: 'webgpu', purpose, threads, resident });
    } catch (cause) {
      this.#session = this.#hostSession(this.#model, cause);
    }
  }

  /** Resident outputs come as DeviceArrays, the caller's to dispose; the others as host arrays. */
  run(feeds: Readonly<Record<string, Feed>>): Readonly<Record<string, HostArray | DeviceArray>> {
    if (this.#onHost) return this.#runOnHost(feeds);
    try {
      const results = this.#runOnDevice(feeds);
      this.#model = undefined;
      return results;
    } catch (cause) {
      if (this.#model === undefined) throw engineError('run-failed', { reason: firstLine(cause) }, cause);
      const broken = this.#session;
      this.#session = this.#hostSession(this.#model, cause);
      broken.dispose();
      return this.#runOnHost(feeds);
    }
  }

  /** Ends the session; the native one goes when the last of its resident outputs has been disposed. */
  dispose(): void {
    this.#released = true;
    if (this.#living === 0) this.#session.dispose();
  }

  #resident(tensor: OrtTensor): DeviceArray {
    this.#living++;
    return new DeviceArray(this.#device, tensor, () => {
      this.#living--;
      if (this.#living === 0 && this.#released) this.#session.dispose();
    });
  }

  #hostSession(model: Uint8Array, cause: unknown): Session {
    const { name, purpose, threads } = this.#options;
    this.#device.warn(engineNotice('graph-on-cpu', { graph: name, reason: firstLine(cause) }));
    this.#onHost = true;
    this.#model = undefined;
    try {
      return new Session(model, { purpose, threads });
    } catch (error) {
      throw engineError('compile-failed', { kernels: name, reason: firstLine(error) }, error);
    }
  }

  #runOnDevice(feeds: Readonly<Record<string, Feed>>): Record<string, HostArray | DeviceArray> {
    const tensors = Object.fromEntries(
      Object.entries(feeds).map(([name, feed]) => [name, feed instanceof DeviceArray ? feed.tensor : feed]),
    );
    const results = this.#session.run(tensors, this.#fetches());
    return Object.fromEntries(
      Object.entries(results).map(([name, tensor]) => [
        name,
        this.#options.resident.has(name) ? this.#resident(tensor) : (tensor.data as HostArray),
      ]),
    );
  }

  #runOnHost(feeds: Readonly<Record<string, Feed>>): Record<string, HostArray | DeviceArray> {
    const tensors = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, hostTensor(feed)]));
    let results: Record<string, OrtTensor>;
    try {
      results = this.#session.run(tensors, this.#fetches());
    } catch (cause) {
      throw engineError('run-failed', { reason: firstLine(cause) }, cause);
    }
    return Object.fromEntries(
      Object.entries(results).map(([name, tensor]) => [
        name,
        this.#options.resident.has(name)
          ? this.#device.upload(tensor.data as Float32Array, tensor.dims)
          : (tensor.data as HostArray),
      ]),
    );
  }

  #fetches(): Record<string, null> {
    return Object.fromEntries(this.#outputs.map((name) => [name, null]));
  }
}

function hostTensor(feed: Feed): OrtTensor {
  return feed instanceof DeviceArray ? ortTensor('float32', feed.read(), feed.shape) : feed;
}
