// Element types of weight files: their sizes, and bytes -> float32 or int32 values.
// Every format here is little-endian, and so is every machine Node runs on for us; bytes are viewed, not swapped.
import { formatError } from './errors.ts';
import type { WeightDtype } from './weight-tensors.ts';

/** Bytes per element. */
export const elementBytes: Readonly<Record<WeightDtype, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/** Where the bytes came from, for messages. */
export interface ElementsOrigin {
  readonly file: string;
  /** For example `tensor "fc.weight"`. */
  readonly place: string;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Decode = (bytes: Bytes, origin: ElementsOrigin) => Float32Array | Int32Array;

/**
 * Values of little-endian elements. Floating dtypes give float32 (float64 is rounded), integers and bool give int32.
 * `bytes` must start its ArrayBuffer; a float32 or int32 result shares it.
 * Throws `formats.valueOutOfRange` for an int64 outside int32.
 */
export function decodeElements(dtype: WeightDtype, bytes: Bytes, origin: ElementsOrigin) {
  return decoders[dtype](bytes, origin);
}

const decoders: Readonly<Record<WeightDtype, Decode>> = {
  float64: ({ buffer }) => new Float32Array(new Float64Array(buffer)),
  float32: ({ buffer }) => new Float32Array(buffer),
  float16: ({ buffer }) => new Float32Array(new Float16Array(buffer)),
  bfloat16: ({ buffer }) => bfloat16ToFloat32(new Uint16Array(buffer)),
  int64: ({ buffer }, origin) => int64ToInt32(new Int32Array(buffer), origin),
  int32: ({ buffer }) => new Int32Array(buffer),
  int16: ({ buffer }) => new Int32Array(new Int16Array(buffer)),
  int8: ({ buffer }) => new Int32Array(new Int8Array(buffer)),
  uint8: (bytes) => new Int32Array(bytes),
  bool: (bytes) => Int32Array.from(bytes, (byte) => (byte === 0 ? 0 : 1)),
};

/** bfloat16 is the upper half of a float32. */
function bfloat16ToFloat32(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}

/** `words` holds the low and the high 32 bits of each element; the high ones must be the sign of the low ones. */
function int64ToInt32(words: Int32Array, origin: ElementsOrigin): Int32Array {
  const values = new Int32Array(words.length / 2);
  for (let i = 0; i < values.length; i++) {
    const low = words[2 * i]!;
    if (words[2 * i + 1] !== low >> 31) throw outOfRange(words, i, origin);
    values[i] = low;
  }
  return values;
}

function outOfRange(words: Int32Array, index: number, origin: ElementsOrigin) {
  const value = (BigInt(words[2 * index + 1]!) << 32n) | BigInt(words[2 * index]! >>> 0);
  const place = `element ${index} of ${origin.place}`;
  return formatError('valueOutOfRange', { file: origin.file, place, value: `${value}`, range: 'int32' });
}

/** True for a non-negative integer below 2^53: what a size, an offset or a stride must be. */
export function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/**
 * Number of elements of a shape. Gives undefined where a dimension is not a non-negative integer
 * or the product is beyond 2^53.
 */
export function elementCount(shape: readonly unknown[]): number | undefined {
  let count = 1;
  for (const size of shape) {
    if (!isSize(size)) return undefined;
    count *= size;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}
