import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileSource, memorySource } from '../../src-main/formats/byte-source.ts';
import { readTfjsLayers } from '../../src-main/formats/tfjs-layers-reader.ts';

const mobilenet = join(import.meta.dirname, '../../../shared/weights/mobilenetv2-035-tfjs');

function modelJson(weightsManifest: unknown) {
  const model = { format: 'layers-model', modelTopology: { class_name: 'Sequential' }, weightsManifest };
  return memorySource('m/model.json', Buffer.from(JSON.stringify(model)));
}

/** Cuts bytes into shards at given places and opens them by their index. */
function shards(bytes: Uint8Array, cuts: readonly number[]) {
  const at = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const parts = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
  return {
    paths: parts.map((_, i) => `shard${i}.bin`),
    open: (path: string) => memorySource(path, parts[Number(/\d+/.exec(path)![0])]!),
  };
}

const quantization = fc.option(
  fc.oneof(
    fc.record({
      dtype: fc.constantFrom('uint8' as const, 'uint16' as const),
      scale: fc.double({ min: 1e-3, max: 10, noNaN: true }),
      min: fc.double({ min: -10, max: 10, noNaN: true }),
    }),
    fc.constant({ dtype: 'float16' as const }),
  ),
  { nil: undefined },
);
const spec = fc.record({
  dtype: fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const),
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
  quantization,
});

describe('TensorFlow.js layers models', () => {
  it('decodes weights as TensorFlow.js does, over any shards', () => {
    fc.assert(
      fc.property(
        fc.array(spec, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 3 }),
        fc.integer(),
        (cases, cuts, seed) => {
          // TensorFlow.js dequantizes float32 and int32 only, float16 to float32 only.
          const weights = cases.map(({ quantization: stored, ...rest }, i) => {
            const allowed =
              rest.dtype === 'float32' || (rest.dtype === 'int32' && stored?.dtype !== 'float16');
            return { ...rest, name: `w${i}`, ...(stored && allowed ? { quantization: stored } : {}) };
          });
          const bytes = pseudoRandomBytes(weights, seed);
          const { paths, open } = shards(bytes, cuts);
          const read = readTfjsLayers(modelJson([{ paths, weights }]), open);
          const reference = io.decodeWeights(
            bytes.buffer as ArrayBuffer,
            weights as io.WeightsManifestEntry[],
          );
          for (const { name, shape } of weights) {
            const tensor = read.tensors.get(name)!;
            expect(tensor.shape).toEqual(shape);
            expect([...tensor.read()]).toEqual([...reference[name]!.dataSync()]);
            reference[name]!.dispose();
          }
        },
      ),
    );
  });

  it('keeps the topology for whoever maps its names', () => {
    const { metadata } = readTfjsLayers(modelJson([]), () => memorySource('none', new Uint8Array()));
    expect(metadata).toEqual({ modelTopology: { class_name: 'Sequential' } });
  });
});

/** Bytes for the weights; whole values, so that float32 and bool compare without NaN or odd truth values. */
function pseudoRandomBytes(
  weights: readonly { dtype: string; shape: number[]; quantization?: { dtype: string } }[],
  seed: number,
): Uint8Array {
  const parts = weights.map(({ dtype, shape, quantization: stored }, w) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const values = Array.from({ length }, (_, i) => Math.abs((seed ^ ((i + w) * 40_503)) % 200));
    const arrays = {
      float32: () => new Float32Array(values),
      int32: () => new Int32Array(values),
      bool: () => new Uint8Array(values.map((value) => value & 1)),
      uint8: () => new Uint8Array(values),
      uint16: () => new Uint16Array(values.map((value) => value * 300)),
      float16: () => new Float16Array(values),
    };
    return Buffer.from(arrays[(stored?.dtype ?? dtype) as keyof typeof arrays]().buffer);
  });
  return new Uint8Array(Buffer.concat(parts));
}

describe.skipIf(!existsSync(mobilenet))('MobileNetV2 of the shared data (skipped where it is absent)', () => {
  it('reads all 263 tensors with the bytes of weights.bin', () => {
    const weights = readTfjsLayers(fileSource(join(mobilenet, 'model.json')), (path) =>
      fileSource(join(mobilenet, path)),
    );
    const raw = readFileSync(join(mobilenet, 'weights.bin'));
    const reference = new Float32Array(new Uint8Array(raw).buffer);
    expect(weights.tensors.size).toBe(263);
    let offset = 0;
    for (const tensor of weights.tensors.values()) {
      const values = tensor.read();
      expect(values).toEqual(reference.subarray(offset, offset + values.length));
      offset += values.length;
    }
    expect(offset).toBe(410_208 + 128_600);
    expect(weights.tensors.get('Conv1/kernel')?.shape).toEqual([3, 3, 3, 16]);
  });
});
