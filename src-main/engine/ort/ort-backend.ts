// The `ort` backend of TensorFlow.js: kernels are recorded, and computed together by ONNX Runtime when a value is read.
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledStep, StepCompiler, StepFunction, StepOptions } from '../compiled-step.ts';
import { engineError } from '../errors.ts';
import type { Device } from '../gpu/device.ts';
import type { DeviceArray } from '../gpu/device-array.ts';
import type { DeviceVariableBackend, HostVariableBackend } from '../variables.ts';
import { reshapeRow } from './alias-kernels.ts';
import { GraphCache, type GraphCacheStatistics } from './graph-cache.ts';
import type { Attrs, KernelRow, TensorSpec } from './kernel-row.ts';
import { recordedGraph } from './recorded-graph.ts';
import { emptyArray, neededOps, type RecordedOp, Value } from './recording.ts';
import type { HostArray } from './session.ts';
import { traceStep } from './traced-step.ts';

/** A tensor that only the host can hold: text. */
class HostOnly {
  readonly values: tf.backend_util.BackendValues;
  references = 1;

  constructor(values: tf.backend_util.BackendValues) {
    this.values = values;
  }
}

export interface OrtBackendOptions {
  readonly threads: number;
  /** Compiled graphs kept for tensors that are read outside compiled steps. */
  readonly cachedGraphs?: number;
  /** Computes the compiled steps and keeps the variables; what is read outside steps is computed on the CPU. */
  readonly device?: Device | undefined;
}

/** Recorded ops beyond which live values are computed without being asked for, to bound the memory of the record. */
const maxPendingOps = 20_000;

export class OrtBackend
  extends tf.KernelBackend
  implements StepCompiler, HostVariableBackend, DeviceVariableBackend
{
  readonly threads: number;
  readonly device: Device | undefined;
  readonly #storage: tf.DataStorage<Value | HostOnly>;
  readonly #cache: GraphCache;
  /** Live recorded values that are not computed yet. */
  #pending = new Set<Value>();
  #log: RecordedOp[] = [];
  #tracing = false;

  constructor(options: OrtBackendOptions) {
    super();
    this.threads = options.threads;
    this.device = options.device;
    this.#storage = new tf.DataStorage(this, tf.engine());
    this.#cache = new GraphCache(options.cachedGraphs ?? 64);
  }

  // --- Recording

  /** Records a kernel call; returns infos of its outputs. Throws what the row's `infer` throws. */
  record(
    kernel: string,
    row: KernelRow,
    inputs: readonly (tf.TensorInfo | undefined)[],
    attrs: Attrs,
  ): tf.TensorInfo | tf.TensorInfo[] {
    const values = inputs.map((info) => (info === undefined ? undefined : this.#operand(info, kernel)));
    // Rows declare which of their inputs may be absent.
    const inferred = row.infer(values as TensorSpec[], attrs);
    const listed = Array.isArray(inferred);
    const specs = listed ? (inferred as readonly TensorSpec[]) : [inferred as TensorSpec];
    const outputs = specs.map((spec) => new Value(spec));
    const infos = outputs.every((output) => output.size === 0)
      ? outputs.map((output) => this.#register(output, emptyArray(output)))
      : this.#recordOp({ kernel, row, attrs, attrsKey: attrsKey(attrs), inputs: values, outputs });
    return listed ? infos : (infos[0] as tf.TensorInfo);
  }

  /** The tensor in another shape of the same size: both share one value. */
  alias(info: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
    this.incRef(info.dataId);
    return { dataId: info.dataId, shape: [...shape], dtype: info.dtype };
  }

  /** The value behind a tensor, in the tensor's shape. */
  #operand(info: tf.TensorInfo, kernel: string): Value {
    const value = this.#valueOf(info, kernel);
    if (sameShape(value.shape, info.shape)) return value;
    const attrs = { shape: [...info.shape] };
    const output = new Value({ shape: attrs.shape, dtype: value.dtype });
    const op = { kernel: 'Reshape', row: reshapeRow, attrs, attrsKey: attrsKey(attrs), inputs: [value] };
    this.#log.push({ ...op, outputs: [output] });
    return output;
  }

  #recordOp(op: RecordedOp): tf.TensorInfo[] {
    this.#log.push(op);
    const infos = op.outputs.map((output) => {
      this.#pending.add(output);
      return this.#register(output);
    });
    if (this.#log.length > maxPendingOps && !this.#tracing) this.flush();
    return infos;
  }

  #register(value: Value, data?: HostArray): tf.TensorInfo {
    if (data !== undefined) value.data = data;
    const dataId = {};
    this.#storage.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }

  #valueOf(info: tf.TensorInfo, kernel: string): Value {
    const value = this.#storage.get(info.dataId);
    if (value instanceof HostOnly) throw engineError('dtype-unsupported', { kernel, dtype: info.dtype });
    return value;
  }

  // --- Computing

  /** Computes every live recorded value. */
  flush(): void {
    if (this.#tracing) throw engineError('read-in-step', { kernel: 'data()' });
    const wanted = [...this.#pending];
    const log = this.#log;
    this.#pending = new Set();
    this.#log = [];
    if (wanted.length === 0) return;
    const graph = recordedGraph(neededOps(log, wanted), wanted);
    const results = this.#cache.run(graph, this.threads);
    wanted.forEach((value, index) => {
      value.data = results[index];
    });
  }

  #computed(value: Value): HostArray {
    if (value.data === undefined && value.device === undefined) this.flush();
    const data = value.onHost();
    if (data === undefined) throw engineError('lost', { shape: value.shape });
    return data;
  }

  cacheStatistics(): GraphCacheStatistics {
    return this.#cache.statistics();
  }

  override readSync(dataId: object): tf.backend_util.BackendValues {
    const value = this.#storage.get(dataId);
    if (value instanceof HostOnly) return value.values;
    const data = this.#computed(value);
    return value.pinned ? data.slice() : data;
  }

  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  // --- Storage

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    const dataId = {};
    this.#storage.set(dataId, this.#stored(values, shape, dtype));
    return dataId;
  }

  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    const stored = this.#stored(values, shape, dtype);
    stored.references = references;
    this.#storage.set(dataId, stored);
  }

  #stored(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): Value | HostOnly {
    if (dtype === 'string' || dtype === 'complex64') return new HostOnly(values);
    return new Value({ shape: [...shape], dtype }, hostArrayOf(values, dtype));
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#storage.has(dataId)) return true;
    const stored = this.#storage.get(dataId);
    stored.references--;
    if (!force && stored.references > 0) return false;
    if (stored instanceof Value) {
      this.#pending.delete(stored);
      stored.device?.dispose();
    }
    this.#storage.delete(dataId);
    if (this.#pending.size === 0 && !this.#tracing) this.#log = [];
    return true;
  }

  override incRef(dataId: object): void {
    this.#storage.get(dataId).references++;
  }

  override refCount(dataId: object): number {
    return this.#storage.has(dataId) ? this.#storage.get(dataId).references : 0;
  }

  override numDataIds(): number {
    return this.#storage.numDataIds();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override timerAvailable(): boolean {
    return true;
  }

  override async time(f: () => void): Promise<{ kernelMs: number }> {
    this.flush();
    const started = performance.now();
    f();
    this.flush();
    return { kernelMs: performance.now() - started };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    this.#cache.dispose();
    this.device?.dispose();
  }

  // --- Variables and steps

  hostArray(variable: tf.Variable): Float32Array {
    return this.pinnedValue(variable).onHost() as Float32Array;
  }

  bindHostArray(variable: tf.Variable, array: Float32Array): void {
    const value = this.pinnedValue(variable);
    array.set(value.onHost() as Float32Array);
    value.data = array;
  }

  deviceArray(variable: tf.Variable, device: Device): DeviceArray {
    return this.pinnedValue(variable).onDevice(device);
  }

  bindDeviceArray(variable: tf.Variable, array: DeviceArray): void {
    const value = this.pinnedValue(variable);
    value.device?.dispose();
    value.device = array;
    value.data = undefined;
  }

  /** The computed value behind a variable, in the variable's shape, never to be compiled in. */
  pinnedValue(variable: tf.Variable): Value {
    const value = this.#valueOf(variable, 'variable');
    if (value.device === undefined) this.#computed(value);
    const inShape = sameShape(value.shape, variable.shape) ? value : this.#reshaped(variable, value);
    inShape.pinned = true;
    return inShape;
  }

  /** Puts a computed value of the variable's shape in the place of one that a reshape left in another. */
  #reshaped(variable: tf.Variable, { dtype, data, references }: Value): Value {
    const value = new Value({ shape: [...variable.shape], dtype }, data);
    value.references = references;
    this.#storage.set(variable.dataId, value);
    return value;
  }

  /** The value behind a tensor, for compiled steps. */
  recordedValue(tensor: tf.TensorInfo): Value {
    return this.#valueOf(tensor, 'compileStep');
  }

  compileStep(build: StepFunction, options: StepOptions): CompiledStep<DeviceArray> {
    return traceStep(this, build, options);
  }

  /** Runs `body` with a record of its own; returns what it recorded. Nothing may be read meanwhile. */
  recordSeparately(body: () => void): RecordedOp[] {
    this.flush();
    this.#tracing = true;
    try {
      body();
      return this.#log;
    } finally {
      this.#log = [];
      this.#pending = new Set();
      this.#tracing = false;
    }
  }
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Attributes as a stable text. -0, NaN and infinities are told apart, which JSON does not do. */
function attrsKey(attrs: Attrs): string {
  return JSON.stringify(attrs, (_, value: unknown) =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? `#${Object.is(value, -0) ? '-0' : value}`
      : value,
  );
}

function hostArrayOf(values: tf.backend_util.BackendValues, dtype: 'float32' | 'int32' | 'bool'): HostArray {
  const expected = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype];
  if (values instanceof expected && !(values.buffer instanceof SharedArrayBuffer)) return values;
  return expected.from(values as ArrayLike<number>);
}
