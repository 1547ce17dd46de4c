// Tensors read the slow way, one element at a time: an independent witness for the readers of weight files.
import type { WeightFile } from '../../../src-main/formats/weight-tensors.ts';

export interface PlainTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

type ReadElement = (view: DataView, at: number) => number;

/** By the names of safetensors. Source: huggingface.co/docs/safetensors; IEEE 754 for the halves. */
export const elementReaders: Readonly<
  Record<string, readonly [dtype: string, sizeBytes: number, read: ReadElement]>
> = {
  F64: ['float64', 8, (view, at) => Math.fround(view.getFloat64(at, true))],
  F32: ['float32', 4, (view, at) => view.getFloat32(at, true)],
  F16: ['float16', 2, (view, at) => half(view.getUint16(at, true))],
  BF16: ['bfloat16', 2, (view, at) => upperHalf(view.getUint16(at, true))],
  I64: ['int64', 8, (view, at) => Number(view.getBigInt64(at, true))],
  I32: ['int32', 4, (view, at) => view.getInt32(at, true)],
  I16: ['int16', 2, (view, at) => view.getInt16(at, true)],
  I8: ['int8', 1, (view, at) => view.getInt8(at)],
  U8: ['uint8', 1, (view, at) => view.getUint8(at)],
  BOOL: ['bool', 1, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
};

function half(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function upperHalf(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits * 65_536);
  return view.getFloat32(0);
}

/** Every tensor of a file, read through the reader under test. */
export function plainTensors({ tensors }: WeightFile): Map<string, PlainTensor> {
  return new Map(
    [...tensors].map(([name, tensor]) => [
      name,
      { dtype: tensor.dtype, shape: tensor.shape, values: [...tensor.read()] },
    ]),
  );
}

/** What differs between two readings; undefined where nothing does. NaN is NaN, and -0 is not 0. */
export function difference(
  a: ReadonlyMap<string, PlainTensor>,
  b: ReadonlyMap<string, PlainTensor>,
): string | undefined {
  const names = [...a.keys()].sort();
  if (names.join('\n') !== [...b.keys()].sort().join('\n')) return `tensors ${names.length} and ${b.size}`;
  for (const name of names) {
    const [one, other] = [a.get(name)!, b.get(name)!]; // the names are the same
    if (one.dtype !== other.dtype || one.shape.join() !== other.shape.join())
      return `${name}: ${one.dtype}[${one.shape}] and ${other.dtype}[${other.shape}]`;
    const at = one.values.findIndex((value, index) => !Object.is(value, other.values[index]));
    if (at >= 0 || one.values.length !== other.values.length)
      return `${name}[${at}]: ${one.values[at]} and ${other.values[at]}`;
  }
  return undefined;
}

/** What cannot be in any reading: a tensor whose values are not as many as its shape says. */
export function impossible(tensors: ReadonlyMap<string, PlainTensor>): string | undefined {
  for (const [name, { shape, values }] of tensors) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (count !== values.length || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
      return `${name}[${shape}] has ${values.length} values`;
  }
  return undefined;
}
