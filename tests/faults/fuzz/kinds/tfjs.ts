// model.json of TensorFlow.js with its shards. Witness: the manifest walked by hand.
import { memorySource } from '../../../../src-main/formats/byte-source.ts';
import { formatError } from '../../../../src-main/formats/errors.ts';
import { readTfjsLayers } from '../../../../src-main/formats/tfjs-layers-reader.ts';
import { type FuzzKind, judged, wrong } from '../kind.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { type Json, mutateJson } from '../mutate-json.ts';
import { difference, elementReaders, impossible, type PlainTensor, plainTensors } from '../tensor-values.ts';

type Shards = ReadonlyMap<string, Buffer>;

const readers = { float32: 'F32', int32: 'I32', uint8: 'U8', bool: 'BOOL' } as const;

const bytesOf = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 37 + 11) % 120));

const model = {
  format: 'layers-model',
  generatedBy: 'keras v2',
  modelTopology: { class_name: 'Functional', config: { layers: [{ name: 'conv' }] } },
  weightsManifest: [
    {
      paths: ['a.bin', 'b.bin'],
      weights: [
        { name: 'conv/kernel', dtype: 'float32', shape: [2, 3] },
        { name: 'conv/bias', dtype: 'float32', shape: [3] },
        { name: 'count', dtype: 'int32', shape: [] },
      ],
    },
    {
      paths: ['c.bin'],
      weights: [
        { name: 'mask', dtype: 'bool', shape: [4] },
        {
          name: 'dense/kernel',
          dtype: 'float32',
          shape: [2, 2],
          quantization: { dtype: 'uint8', scale: 0.1, min: -1 },
        },
        {
          name: 'dense/bias',
          dtype: 'float32',
          shape: [2],
          quantization: { dtype: 'uint16', scale: 0.01, min: 0 },
        },
      ],
    },
  ],
};
const shards: Shards = new Map([
  ['a.bin', bytesOf(24)],
  ['b.bin', bytesOf(16)],
  ['c.bin', bytesOf(12)],
]);

type Written = typeof model;

function byHand(text: string, files: Shards): Map<string, PlainTensor> {
  const tensors = new Map<string, PlainTensor>();
  for (const { paths, weights } of (JSON.parse(text) as Written).weightsManifest) {
    const bytes = Buffer.concat(paths.map((path) => files.get(path)!));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    for (const { name, dtype, shape, ...rest } of weights) {
      const count = shape.reduce((product, size) => product * size, 1);
      const { quantization } = rest as {
        readonly quantization?: { dtype: string; scale?: number; min?: number } | null;
      };
      const [named, , read] = elementReaders[readers[dtype as keyof typeof readers]]!;
      const stored =
        { uint8: 'U8', uint16: 'U16', float16: 'F16' }[quantization?.dtype ?? ''] ??
        readers[dtype as keyof typeof readers];
      const [, sizeBytes, readStored] =
        stored === 'U16'
          ? (['uint16', 2, (v: DataView, p: number) => v.getUint16(p, true)] as const)
          : elementReaders[stored]!;
      const values = Array.from({ length: count }, (_, index) => {
        const value = (quantization ? readStored : read)(view, at + index * sizeBytes);
        if (!quantization) return value;
        const scaled = stored === 'F16' ? value : value * (quantization.scale ?? 1) + (quantization.min ?? 0);
        return dtype === 'float32' ? Math.fround(scaled) : Math.round(scaled) | 0;
      });
      tensors.set(name, { dtype: named, shape, values });
      at += count * sizeBytes;
    }
  }
  return tensors;
}

export const tfjsKind: FuzzKind = () => {
  const whole = byHand(JSON.stringify(model), shards);
  return (random) => {
    const isText = random.chance(0.8);
    const text = isText
      ? mutateJson(model as Json, random)
      : mutateBytes(Buffer.from(JSON.stringify(model)), random).toString();
    const files = new Map(shards);
    if (random.chance(0.2)) {
      const name = random.oneOf([...files.keys()]);
      files.set(name, mutateBytes(files.get(name)!, random));
    }
    const open = (path: string) => {
      const bytes = files.get(path);
      if (bytes === undefined) throw formatError('unreadable', { file: `damaged/${path}`, reason: 'ENOENT' });
      return memorySource(`damaged/${path}`, bytes);
    };
    return judged(
      'damaged/',
      () => plainTensors(readTfjsLayers(memorySource('damaged/model.json', Buffer.from(text)), open)),
      (tensors) => {
        const found = impossible(tensors) ?? difference(tensors, byHand(text, files));
        if (found !== undefined) return wrong(found);
        return { verdict: difference(tensors, whole) === undefined ? 'same result' : 'changed' };
      },
    );
  };
};
