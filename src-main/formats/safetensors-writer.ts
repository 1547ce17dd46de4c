// Writes safetensors: to an open file, one tensor in memory at a time, or to bytes.
// The caller owns the file: temporary name, fsync and rename are its business.
import { writeSync } from 'node:fs';
import { elementBytes, elementCount } from './element-types.ts';
import { formatError } from './errors.ts';

/** A tensor to write. `read` is called once, when its turn comes; values in row-major order. */
export interface WritableTensor {
  readonly name: string;
  readonly dtype: 'float32' | 'float16' | 'int32';
  readonly shape: readonly number[];
  read(): Float32Array | Int32Array;
}

/** What goes into the file: tensors with distinct names, and text kept under `__metadata__`. */
export interface SafetensorsContent {
  readonly tensors: readonly WritableTensor[];
  readonly metadata?: Readonly<Record<string, string>>;
}

const dtypeNames = { float32: 'F32', float16: 'F16', int32: 'I32' } as const;

/**
 * Writes at the current position of an open file descriptor; returns the number of bytes written.
 * float16 rounds to nearest even. Throws `formats.invalid` for duplicate names and for values that do not match
 * the shape, `formats.valueOutOfRange` where a float32 becomes infinite in float16 or is not an int32.
 */
export function writeSafetensors(fd: number, path: string, content: SafetensorsContent): number {
  let written = 0;
  for (const bytes of chunks(path, content)) {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    written += bytes.length;
  }
  return written;
}

/** The same as bytes; `path` only names the content in messages. */
export function safetensorsBytes(path: string, content: SafetensorsContent): Uint8Array {
  return Buffer.concat([...chunks(path, content)]);
}

function* chunks(path: string, content: SafetensorsContent): Generator<Uint8Array> {
  // Larger elements first keep every tensor aligned to its element size.
  const tensors = content.tensors.toSorted((a, b) => elementBytes[b.dtype] - elementBytes[a.dtype]);
  yield header(path, tensors, content.metadata);
  for (const tensor of tensors) yield tensorBytes(path, tensor);
}

function header(path: string, tensors: readonly WritableTensor[], metadata?: object): Uint8Array {
  const entries = new Map<string, unknown>();
  if (metadata !== undefined) entries.set('__metadata__', metadata);
  let begin = 0;
  for (const tensor of tensors) {
    const { name, dtype, shape } = tensor;
    if (entries.has(name) || name === '__metadata__')
      throw invalid(path, name, 'the name is taken; names must be distinct');
    const end = begin + expectedCount(path, tensor) * elementBytes[dtype];
    entries.set(name, { dtype: dtypeNames[dtype], shape, data_offsets: [begin, end] });
    begin = end;
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(8 + padded, ' ');
  bytes.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(bytes, 8);
  return bytes;
}

function tensorBytes(path: string, tensor: WritableTensor): Uint8Array {
  const values = tensor.read();
  const expected = expectedCount(path, tensor);
  if (values.length !== expected)
    throw invalid(path, tensor.name, `has ${values.length} values, its shape needs ${expected}`);
  const stored = encode(path, tensor, values);
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

function encode(path: string, tensor: WritableTensor, values: Float32Array | Int32Array) {
  const stored = convert(tensor.dtype, values);
  if (stored.constructor === values.constructor) return values;
  for (let i = 0; i < values.length; i++)
    if (overflows(stored, values, i))
      throw formatError('valueOutOfRange', {
        file: path,
        place: `element ${i} of tensor ${JSON.stringify(tensor.name)}`,
        value: `${values[i]}`,
        range: tensor.dtype,
      });
  return stored;
}

function convert(dtype: WritableTensor['dtype'], values: Float32Array | Int32Array) {
  if (dtype === 'float32') return values instanceof Float32Array ? values : new Float32Array(values);
  if (dtype === 'int32') return values instanceof Int32Array ? values : new Int32Array(values);
  return new Float16Array(values);
}

/** int32 must keep the value exactly; a finite value must stay finite in float16. */
function overflows(
  stored: Float32Array | Float16Array | Int32Array,
  values: Float32Array | Int32Array,
  i: number,
): boolean {
  if (stored instanceof Int32Array) return stored[i] !== values[i];
  return Number.isFinite(values[i]) && !Number.isFinite(stored[i]);
}

function expectedCount(path: string, tensor: WritableTensor): number {
  const count = elementCount(tensor.shape);
  if (count === undefined) throw invalid(path, tensor.name, `has the impossible shape [${tensor.shape}]`);
  return count;
}

function invalid(path: string, name: string, problem: string) {
  return formatError('invalid', { file: path, place: `tensor ${JSON.stringify(name)}`, problem });
}
