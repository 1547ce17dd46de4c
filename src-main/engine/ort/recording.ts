// What the backend records instead of computing: values and the ops that make them. Plain data, no ONNX.

import type { Device } from '../gpu/device.ts';
import type { DeviceArray } from '../gpu/device-array.ts';
import type { Attrs, KernelRow, TensorSpec } from './kernel-row.ts';
import { sizeOf } from './kernel-row.ts';
import type { HostArray } from './session.ts';

/** A tensor known to the backend: computed (`data` present) or recorded. */
export class Value implements TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: TensorSpec['dtype'];
  /** Host values; absent until a flush computes them, and while the newest are on a device. */
  data: HostArray | undefined;
  /** Values on a device; where both are present they are equal. */
  device: DeviceArray | undefined;
  /** How many TF.js tensors (and traced steps) hold it. */
  references = 1;
  /** Its storage is a live parameter: never a constant of a graph, copied on read. */
  pinned = false;

  constructor(spec: TensorSpec, data?: HostArray) {
    this.shape = spec.shape;
    this.dtype = spec.dtype;
    this.data = data;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  /** The values on the host, fetched from the device if need be; undefined where not computed yet. */
  onHost(): HostArray | undefined {
    this.data ??= this.device?.read();
    return this.data;
  }

  /** The values on a device, sent there if need be; float32 and computed only. */
  onDevice(device: Device): DeviceArray {
    this.device ??= device.upload(this.data as Float32Array, this.shape);
    return this.device;
  }

  get sizeBytes(): number {
    return this.size * (this.dtype === 'bool' ? 1 : 4);
  }
}

/** One recorded kernel call. */
export interface RecordedOp {
  readonly kernel: string;
  readonly row: KernelRow;
  readonly attrs: Attrs;
  /** The attributes as text, part of the graph's key. */
  readonly attrsKey: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
}

/** A zeroed host array for a spec. */
export function emptyArray(spec: TensorSpec): HostArray {
  const size = sizeOf(spec.shape);
  switch (spec.dtype) {
    case 'float32':
      return new Float32Array(size);
    case 'int32':
      return new Int32Array(size);
    case 'bool':
      return new Uint8Array(size);
    default:
      return spec.dtype satisfies never;
  }
}

/** The ops of `log` that `wanted` depends on, in the order in which they were recorded. */
export function neededOps(log: readonly RecordedOp[], wanted: Iterable<Value>): RecordedOp[] {
  const needed = new Set<Value>(wanted);
  const ops: RecordedOp[] = [];
  for (let i = log.length - 1; i >= 0; i--) {
    const op = log[i] as RecordedOp;
    if (!op.outputs.some((output) => needed.has(output))) continue;
    for (const input of op.inputs) if (input !== undefined) needed.add(input);
    ops.push(op);
  }
  return ops.reverse();
}
