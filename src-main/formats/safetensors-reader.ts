// safetensors: 8-byte header length, JSON header, tensor bytes. Only the header is read here; tensors when asked for.
// Source: the format section of the safetensors README (huggingface/safetensors). All its rules are enforced:
// no duplicate keys, no overlaps, no holes, sizes that match shapes, header at most 100 MB.
import { type ByteSource, checkRange, readWithin } from './byte-source.ts';
import { decodeElements, elementBytes, elementCount, isSize } from './element-types.ts';
import { formatError } from './errors.ts';
import { isJsonObject, type JsonObject, parseJsonObject, shortJson } from './json-document.ts';
import type { WeightDtype, WeightFile, WeightTensor } from './weight-tensors.ts';

/** The format's own limit. */
export const MAX_HEADER_BYTES = 100_000_000;

const dtypes: ReadonlyMap<unknown, WeightDtype> = new Map<unknown, WeightDtype>([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

interface Extent {
  readonly name: string;
  readonly dtype: WeightDtype;
  readonly shape: readonly number[];
  /** Bytes from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** Reads the header. Throws `formats.truncated`, `tooLarge`, `invalid` or `dtypeUnsupported`. */
export function readSafetensors(source: ByteSource): WeightFile {
  const file = source.path;
  const headerBytes = headerLength(source);
  const header = parseJsonObject(
    readWithin(source, { offset: 8, length: headerBytes, place: 'the safetensors header' }),
    { file, place: 'the safetensors header' },
  );
  const { __metadata__: metadata = {}, ...entries } = header;
  const extents = Object.entries(entries).map(([name, entry]) => readExtent(file, name, entry));
  const dataStart = 8 + headerBytes;
  checkLayout(source, extents, dataStart);
  return {
    format: 'safetensors',
    path: file,
    tensors: new Map(extents.map((extent) => [extent.name, toTensor(source, extent, dataStart)])),
    metadata: checkMetadata(file, metadata),
  };
}

function headerLength(source: ByteSource): number {
  const place = 'the safetensors header length';
  const view = new DataView(readWithin(source, { offset: 0, length: 8, place }).buffer);
  const length = view.getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES)
    throw formatError('tooLarge', {
      file: source.path,
      place: 'the safetensors header',
      what: 'bytes',
      found: `${length}`,
      limit: MAX_HEADER_BYTES,
    });
  return Number(length);
}

function readExtent(file: string, name: string, entry: unknown): Extent {
  const place = `tensor ${shortJson(name)}`;
  const invalid = (problem: string) => formatError('invalid', { file, place, problem });
  if (!isJsonObject(entry)) throw invalid('its entry is not a JSON object');
  const { dtype: found, shape, data_offsets: offsets } = entry;
  const dtype = dtypes.get(found);
  if (dtype === undefined)
    throw formatError('dtypeUnsupported', {
      file,
      place,
      dtype: shortJson(found),
      accepted: [...dtypes.keys()].join(', '),
    });
  const count = Array.isArray(shape) ? elementCount(shape) : undefined;
  if (count === undefined) throw invalid(`its shape is ${shortJson(shape)}, not a list of sizes`);
  if (!isOffsetPair(offsets)) throw invalid(`its data_offsets are ${shortJson(offsets)}, not [begin, end]`);
  const [begin, end] = offsets;
  const needed = count * elementBytes[dtype];
  if (end - begin !== needed)
    throw invalid(
      `shape ${shortJson(shape)} of ${found} needs ${needed} bytes, its offsets span ${end - begin}`,
    );
  // elementCount has checked that every item is a number.
  return { name, dtype, shape: shape as number[], begin, end };
}

function isOffsetPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isSize);
}

/** Tensors must lie one behind the other and fill the file. */
function checkLayout(source: ByteSource, extents: readonly Extent[], dataStart: number): void {
  const file = source.path;
  let reached = 0;
  for (const { name, begin, end } of [...extents].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    const place = `tensor ${shortJson(name)}`;
    if (begin < reached)
      throw formatError('invalid', {
        file,
        place,
        problem: `begins at ${begin}, inside the tensor before it`,
      });
    if (begin > reached)
      throw formatError('invalid', {
        file,
        place,
        problem: `begins at ${begin}, leaving a hole after ${reached}`,
      });
    checkRange(source, { offset: dataStart + begin, length: end - begin, place });
    reached = end;
  }
  const unclaimed = source.sizeBytes - dataStart - reached;
  if (unclaimed > 0)
    throw formatError('invalid', {
      file,
      place: 'the end of the file',
      problem: `${unclaimed} bytes belong to no tensor`,
    });
}

function checkMetadata(file: string, metadata: unknown): JsonObject {
  if (isJsonObject(metadata) && Object.values(metadata).every((value) => typeof value === 'string'))
    return metadata;
  throw formatError('invalid', { file, place: '__metadata__', problem: 'is not a map of text to text' });
}

function toTensor(source: ByteSource, extent: Extent, dataStart: number): WeightTensor {
  const { name, dtype, shape, begin, end } = extent;
  return {
    name,
    dtype,
    shape,
    read: () =>
      decodeElements(dtype, source.read(dataStart + begin, end - begin), {
        file: source.path,
        place: `tensor ${shortJson(name)}`,
      }),
  };
}
