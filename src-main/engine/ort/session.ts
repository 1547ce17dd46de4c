// ONNX Runtime, called synchronously through its own Node binding. One session a compiled graph.
import '../../no-telemetry.ts';
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { Tensor as OrtTensor } from 'onnxruntime-common';
import { engineError } from '../errors.ts';
import type { TensorDtype } from '../onnx/graph-builder.ts';

export type HostArray = Float32Array | Int32Array | Uint8Array;
export { OrtTensor };

/** The part of onnxruntime-node's binding we call; its own declarations only cover the asynchronous interface. */
interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(
    feeds: Record<string, OrtTensor>,
    fetches: Record<string, OrtTensor | null>,
    options: object,
  ): Record<string, OrtTensor>;
  readonly inputMetadata: readonly { readonly name: string }[];
  readonly outputMetadata: readonly { readonly name: string }[];
  dispose(): void;
}

interface NativeBinding {
  InferenceSession: new () => NativeSession;
  initOrtOnce(logLevel: number, tensor: typeof OrtTensor, mainThread: boolean): void;
  listSupportedBackends(): { name: string; bundled: boolean }[];
}

export interface SessionOptions {
  readonly threads: number;
  /** `training`: as recorded, small memory. `frozen`: every optimisation, because the weights are constants. */
  readonly purpose: 'training' | 'frozen';
  /** Memory of intermediate tensors stays with the session between runs. */
  readonly keepsMemory?: boolean;
  /** What runs the graph; the CPU when absent. What a GPU's provider lacks, it leaves to the CPU node by node. */
  readonly provider?: string;
  /** Outputs that stay in the provider's memory. */
  readonly resident?: ReadonlySet<string>;
}

const errorsOnly = 3;
let loaded: NativeBinding | undefined;

/** The native library; loaded at first use. Throws the loader's error where it cannot be loaded. */
export function nativeBinding(): NativeBinding {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    const { binding } = require('onnxruntime-node/dist/binding.js') as { binding: NativeBinding };
    binding.initOrtOnce(errorsOnly, OrtTensor, isMainThread);
    loaded = binding;
  }
  return loaded;
}

/** A compiled ONNX model. */
export class Session {
  readonly #native: NativeSession;
  readonly #onHost: boolean;

  constructor(model: Uint8Array, options: SessionOptions) {
    this.#native = new (nativeBinding().InferenceSession)();
    this.#onHost = options.provider === undefined;
    this.#native.loadModel(model.buffer, model.byteOffset, model.byteLength, nativeOptions(options));
  }

  get inputNames(): string[] {
    return this.#native.inputMetadata.map(({ name }) => name);
  }

  get outputNames(): string[] {
    return this.#native.outputMetadata.map(({ name }) => name);
  }

  /** Runs the graph and returns the named outputs. Blocks the thread. Throws engine.device-tensor. */
  run(
    feeds: Record<string, OrtTensor>,
    outputs: Record<string, OrtTensor | null>,
  ): Record<string, OrtTensor> {
    // ONNX Runtime would read device memory as if it were the host's, and compute garbage.
    if (this.#onHost && Object.values(feeds).some(({ location }) => location !== 'cpu'))
      throw engineError('device-tensor', {});
    return this.#native.run(feeds, outputs, {});
  }

  dispose(): void {
    this.#native.dispose();
  }
}

/** Why these values: docs/design/engine.md. */
function nativeOptions(options: SessionOptions): object {
  const frozen = options.purpose === 'frozen';
  return {
    graphOptimizationLevel: frozen ? 'all' : 'disabled',
    enableCpuMemArena: frozen || options.keepsMemory === true,
    enableMemPattern: frozen,
    executionMode: 'sequential',
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    logSeverityLevel: errorsOnly,
    extra: { session: { intra_op: { spin_duration_us: '100' } } },
    ...(options.provider === undefined ? {} : { executionProviders: [providerOptions(options.provider)] }),
    ...(options.resident === undefined ? {} : { preferredOutputLocation: onDevice(options.resident) }),
  };
}

/** WebGPU's usual layout, NHWC, is made by a rewrite that breaks training graphs with convolutions. */
function providerOptions(name: string): object {
  return name === 'webgpu' ? { name, preferredLayout: 'NCHW' } : { name };
}

function onDevice(outputs: ReadonlySet<string>): Record<string, 'gpu-buffer'> {
  return Object.fromEntries([...outputs].map((name) => [name, 'gpu-buffer']));
}

/** A tensor over `data`, without a copy. */
export function ortTensor(dtype: TensorDtype, data: HostArray, shape: readonly number[]): OrtTensor {
  // onnxruntime-common has one overload per dtype; the pairing is guaranteed by whoever made `data`.
  return new OrtTensor(dtype as 'float32', data as Float32Array, shape);
}
