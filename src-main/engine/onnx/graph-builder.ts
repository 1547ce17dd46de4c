// Collects the nodes of one ONNX graph: fresh names, shared constants, and the few helpers every lowering needs.
import type { OnnxAttribute, OnnxDtype, OnnxInitializer, OnnxNode } from './onnx-graph.ts';

/** dtypes of recorded tensors; bool is an ONNX bool. */
export type TensorDtype = 'float32' | 'int32' | 'bool';

/** A value of the graph being built, with what is known of it. */
export interface Operand {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: TensorDtype;
}

type Attributes = Readonly<Record<string, OnnxAttribute>>;

export class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  readonly #constants = new Map<string, string>();
  readonly #constantNames = new Set<string>();
  /** Only standard ONNX operators: the graph is to leave this program. */
  readonly portable: boolean;
  #next = 0;

  constructor(options: { readonly portable?: boolean } = {}) {
    this.portable = options.portable ?? false;
  }

  /** Adds a node with one output and returns the output's name. */
  node(opType: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    return this.multi(opType, inputs, 1, attributes, domain)[0] as string;
  }

  /** Adds a node with several outputs and returns their names. */
  multi(
    opType: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Attributes = {},
    domain = '',
  ): string[] {
    const names = Array.from({ length: outputs }, () => this.fresh());
    this.nodes.push(Object.freeze({ opType, domain, inputs, outputs: names, attributes }));
    return names;
  }

  /** A name that no other value has. */
  fresh(): string {
    return `v${this.#next++}`;
  }

  /** Whether a value is known when the graph is compiled. */
  isConstant(name: string): boolean {
    return this.#constantNames.has(name);
  }

  /** A rank-0 constant. */
  scalar(value: number, dtype: TensorDtype | 'int64' | 'uint32' = 'float32'): string {
    return this.constant([value], [], dtype);
  }

  /** A one-dimensional int64 constant: shapes, axes, pads. */
  ints(values: readonly number[]): string {
    return this.constant(values, [values.length], 'int64');
  }

  /** A constant tensor; equal constants are shared. */
  constant(values: readonly number[], shape: readonly number[], dtype: OnnxDtype): string {
    const key = `${dtype}[${shape}]${values.map((value) => (Object.is(value, -0) ? '-0' : value))}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.initializer(encodeValues(values, dtype), shape, dtype);
    this.#constants.set(key, name);
    return name;
  }

  /** A constant tensor from its bytes, not shared. */
  initializer(bytes: Uint8Array, shape: readonly number[], dtype: OnnxDtype): string {
    const name = `c${this.initializers.length}`;
    this.#constantNames.add(name);
    this.initializers.push({ name, dtype, shape: [...shape], bytes });
    return name;
  }

  reshape(name: string, shape: readonly number[]): string {
    return this.node('Reshape', [name, this.ints(shape)], { allowzero: 1 });
  }

  transpose(name: string, perm: readonly number[]): string {
    return this.node('Transpose', [name], { perm });
  }

  cast(name: string, dtype: TensorDtype | 'int64' | 'uint32'): string {
    return this.node('Cast', [name], { to: castNumbers[dtype] });
  }
}

const castNumbers = { float32: 1, int32: 6, int64: 7, bool: 9, uint32: 12 } as const;

function encodeValues(values: readonly number[], dtype: OnnxDtype): Uint8Array {
  const array = typedArray(values, dtype);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function typedArray(
  values: readonly number[],
  dtype: OnnxDtype,
): Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array | Int8Array | BigInt64Array {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'float64':
      return Float64Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'uint32':
      return Uint32Array.from(values);
    case 'int64':
      return BigInt64Array.from(values, (value) => BigInt(value));
    case 'bool':
    case 'uint8':
      return Uint8Array.from(values);
    case 'int8':
      return Int8Array.from(values);
    case 'float16':
      throw new RangeError('Constants of dtype float16 are not written from numbers.');
    default:
      return dtype satisfies never;
  }
}
