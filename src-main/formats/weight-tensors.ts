// What every weight format is read into: named tensors whose values are loaded only when asked for.

export type WeightDtype =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool';

/** One tensor of a weight file. */
export interface WeightTensor {
  readonly name: string;
  readonly dtype: WeightDtype;
  readonly shape: readonly number[];
  /** Values in row-major order. Every floating dtype is converted to float32, every integer one to int32. */
  read(): Float32Array | Int32Array;
}

/** The content of a weight file or of a folder of shards. */
export interface WeightFile {
  readonly format: 'safetensors' | 'pytorch' | 'pytorch-legacy' | 'tfjs-layers';
  readonly path: string;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  /** Format-level metadata: safetensors `__metadata__`, the topology of a TF.js layers model. */
  readonly metadata: Readonly<Record<string, unknown>>;
}
