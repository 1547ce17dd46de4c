// What the backend records instead of computing: values and the ops that make them. Plain data, no ONNX.
import type { Attrs, KernelRow, TensorSpec } from './kernel-row.ts';
import { sizeOf } from './kernel-row.ts';
import type { HostArray } from './session.ts';

/** A tensor known to the backend: computed (`data` present) or recorded. */
export class Value implements TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: TensorSpec['dtype'];
  /** Host values; absent until a flush computes them. */
  data: HostArray | undefined;
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
