// TensorFlow.js layers models: model.json (Keras topology and weights manifest) and shards of weights beside it.
// Source: the loading half of tfjs-core's io (types.ts, io_utils.ts). Tensors keep their Keras names and layouts.
import { type ByteSource, joinedSource } from './byte-source.ts';
import { decodeElements, elementBytes, elementCount } from './element-types.ts';
import { formatError } from './errors.ts';
import { isJsonObject, type JsonObject, parseJsonObject, shortJson } from './json-document.ts';
import { MAX_HEADER_BYTES } from './safetensors-reader.ts';
import { checkShardPath } from './shard-path.ts';
import type { WeightDtype, WeightFile, WeightTensor } from './weight-tensors.ts';

/** Opens a shard by the relative path the manifest gives it; the path is checked before. */
export type OpenShard = (path: string) => ByteSource;

const dtypes = ['float32', 'int32', 'uint8', 'bool'] as const satisfies readonly WeightDtype[];
const quantizedDtypes = ['uint8', 'uint16', 'float16'] as const;

type Dtype = (typeof dtypes)[number];

interface Quantization {
  readonly dtype: (typeof quantizedDtypes)[number];
  readonly scale: number;
  readonly min: number;
}

interface Weight {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly quantization: Quantization | undefined;
  readonly byteLength: number;
}

/**
 * Reads model.json and opens its shards. `metadata.modelTopology` is the Keras topology.
 * Throws `formats.invalid` (also for sizes that do not add up), `dtypeUnsupported`, `pathRefused`, `variantRefused`.
 */
export function readTfjsLayers(source: ByteSource, openShard: OpenShard): WeightFile {
  const file = source.path;
  const model = readModelJson(source);
  const { weightsManifest: groups, modelTopology } = model;
  if (model.format === 'graph-model' || !isJsonObject(modelTopology) || 'node' in modelTopology)
    throw formatError('variantRefused', {
      file,
      found: 'not a layers model but a TensorFlow.js graph model, or one without its topology',
      advice: 'Export the Keras model with the converter and --output_format=tfjs_layers_model.',
    });
  if (!Array.isArray(groups)) throw invalid(file, 'weightsManifest', 'is missing or not a list');
  const tensors = new Map<string, WeightTensor>();
  for (const [index, group] of groups.entries())
    for (const tensor of readGroup(file, { group, place: `weightsManifest[${index}]` }, openShard)) {
      if (tensors.has(tensor.name))
        throw invalid(file, `weight ${shortJson(tensor.name)}`, 'is listed twice');
      tensors.set(tensor.name, tensor);
    }
  return { format: 'tfjs-layers', path: file, tensors, metadata: { modelTopology } };
}

function readModelJson(source: ByteSource): JsonObject {
  const place = 'model.json';
  if (source.sizeBytes > MAX_HEADER_BYTES)
    throw formatError('tooLarge', {
      file: source.path,
      place,
      what: 'bytes',
      found: source.sizeBytes,
      limit: MAX_HEADER_BYTES,
    });
  return parseJsonObject(source.read(0, source.sizeBytes), { file: source.path, place });
}

/** The weights of a group lie one behind the other across its shards. */
function readGroup(
  file: string,
  { group, place }: { group: unknown; place: string },
  openShard: OpenShard,
): WeightTensor[] {
  if (!isJsonObject(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights))
    throw invalid(file, place, 'is not an object with paths and weights');
  const weights = group.weights.map((weight, i) => readWeight(file, weight, `${place}.weights[${i}]`));
  const shards = group.paths.map((path) => openShard(checkShardPath(file, place, path)));
  const bytes = joinedSource(file, shards);
  const needed = weights.reduce((sum, weight) => sum + weight.byteLength, 0);
  if (bytes.sizeBytes !== needed)
    throw invalid(file, place, `its weights need ${needed} bytes, its shards have ${bytes.sizeBytes}`);
  let offset = 0;
  return weights.map((weight) => {
    offset += weight.byteLength;
    return toTensor(weight, bytes, offset - weight.byteLength);
  });
}

function readWeight(file: string, weight: unknown, listPlace: string): Weight {
  if (!isJsonObject(weight) || typeof weight.name !== 'string' || weight.name === '')
    throw invalid(file, listPlace, 'is not an object with a name');
  const { name, shape } = weight;
  const place = `weight ${shortJson(name)}`;
  const dtype = dtypes.find((known) => known === weight.dtype);
  if (dtype === undefined)
    throw formatError('dtypeUnsupported', {
      file,
      place,
      dtype: shortJson(weight.dtype),
      accepted: dtypes.join(', '),
    });
  const count = Array.isArray(shape) ? elementCount(shape) : undefined;
  if (count === undefined)
    throw invalid(file, place, `its shape is ${shortJson(shape)}, not a list of sizes`);
  const quantization = readQuantization(file, weight.quantization, place);
  const itemBytes = quantization ? quantizedBytes(quantization) : elementBytes[dtype];
  // elementCount has checked that every item is a number.
  return { name, dtype, shape: shape as number[], quantization, byteLength: count * itemBytes };
}

function readQuantization(file: string, value: unknown, place: string): Quantization | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw invalid(file, place, 'its quantization is not an object');
  const dtype = quantizedDtypes.find((known) => known === value.dtype);
  if (dtype === undefined)
    throw formatError('dtypeUnsupported', {
      file,
      place: `the quantization of ${place}`,
      dtype: shortJson(value.dtype),
      accepted: quantizedDtypes.join(', '),
    });
  const { scale = 1, min = 0 } = dtype === 'float16' ? {} : value;
  if (!isFiniteNumber(scale) || !isFiniteNumber(min))
    throw invalid(
      file,
      place,
      `quantization scale ${shortJson(scale)} and min ${shortJson(min)} are no numbers`,
    );
  return { dtype, scale, min };
}

function quantizedBytes({ dtype }: Quantization): number {
  return dtype === 'uint8' ? 1 : 2;
}

function toTensor(weight: Weight, source: ByteSource, offset: number): WeightTensor {
  const { name, dtype, shape, byteLength, quantization } = weight;
  const origin = { file: source.path, place: `weight ${shortJson(name)}` };
  return {
    name,
    dtype,
    shape,
    read() {
      const bytes = source.read(offset, byteLength);
      return quantization ? dequantize(bytes, dtype, quantization) : decodeElements(dtype, bytes, origin);
    },
  };
}

/** value = quantized * scale + min, in float64 as TensorFlow.js does it; integers are rounded. */
function dequantize(
  bytes: Uint8Array<ArrayBuffer>,
  dtype: Dtype,
  { dtype: stored, scale, min }: Quantization,
) {
  if (stored === 'float16') {
    const values = new Float32Array(new Float16Array(bytes.buffer));
    return dtype === 'float32' ? values : Int32Array.from(values, Math.round);
  }
  const levels = stored === 'uint8' ? bytes : new Uint16Array(bytes.buffer);
  if (dtype === 'float32') return Float32Array.from(levels, (level) => level * scale + min);
  return Int32Array.from(levels, (level) => Math.round(level * scale + min));
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function invalid(file: string, place: string, problem: string) {
  return formatError('invalid', { file, place, problem });
}
