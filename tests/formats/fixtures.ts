// The weight files that PyTorch and the safetensors package wrote, and the values they say are inside.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type ByteSource, fileSource } from '../../src-main/formats/byte-source.ts';
import type { WeightFile } from '../../src-main/formats/weight-tensors.ts';

interface ExpectedTensor {
  readonly dtype: string;
  readonly shape: number[];
  readonly values: number[];
}

const folder = join(import.meta.dirname, 'fixtures');
const expected: Record<string, Record<string, ExpectedTensor>> = JSON.parse(
  readFileSync(join(folder, 'expected.json'), 'utf8'),
);

export function fixturePath(name: string): string {
  return join(folder, name);
}

export function fixture(name: string): ByteSource {
  return fileSource(fixturePath(name));
}

/** Compares names, dtypes, shapes and every value, bit for bit, after rounding the reference to float32. */
export function expectTensorsOf(name: string, weights: WeightFile): void {
  const reference = expected[name]!;
  expect([...weights.tensors.keys()].sort()).toEqual(Object.keys(reference).sort());
  for (const [tensorName, { dtype, shape, values }] of Object.entries(reference)) {
    const tensor = weights.tensors.get(tensorName)!;
    expect({ name: tensor.name, dtype: tensor.dtype, shape: tensor.shape }).toEqual({
      name: tensorName,
      dtype,
      shape,
    });
    const read = tensor.read();
    const isReal = dtype.includes('float');
    expect(read).toBeInstanceOf(isReal ? Float32Array : Int32Array);
    expect([...read]).toEqual(isReal ? values.map(Math.fround) : values);
  }
}
