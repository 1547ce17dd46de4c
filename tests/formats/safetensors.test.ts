import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src-main/formats/byte-source.ts';
import { readSafetensors } from '../../src-main/formats/safetensors-reader.ts';
import {
  safetensorsBytes,
  type WritableTensor,
  writeSafetensors,
} from '../../src-main/formats/safetensors-writer.ts';
import { expectTensorsOf, fixture } from './fixtures.ts';

function tensor(
  name: string,
  dtype: WritableTensor['dtype'],
  values: Float32Array | Int32Array,
): WritableTensor {
  return { name, dtype, shape: [values.length], read: () => values };
}

function roundTrip(tensors: readonly WritableTensor[], metadata?: Record<string, string>) {
  return readSafetensors(
    memorySource('x.safetensors', safetensorsBytes('x.safetensors', { tensors, metadata })),
  );
}

const anyTensor = fc.record({
  name: fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__'),
  dtype: fc.constantFrom('float32' as const, 'int32' as const),
  shape: fc.array(fc.nat(4), { maxLength: 4 }),
  seed: fc.integer(),
});

describe('safetensors', () => {
  it('reads every dtype the safetensors package writes', () => {
    const weights = readSafetensors(fixture('dtypes.safetensors'));
    expectTensorsOf('dtypes.safetensors', weights);
    expect(weights.metadata).toEqual({ format: 'pt', note: 'réseau "1"' });
  });

  it('refuses a dtype it cannot convert, by name', () => {
    expect(() => readSafetensors(fixture('refused-float8.safetensors'))).toThrow(
      /tensor "w" has dtype "F8_E4M3"/,
    );
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyTensor, { selector: ({ name }) => name }),
        fc.dictionary(fc.string(), fc.string()),
        (cases, metadata) => {
          const tensors = cases.map(({ name, dtype, shape, seed }): WritableTensor => {
            const length = shape.reduce((product, size) => product * size, 1);
            const values = Int32Array.from({ length }, (_, i) => seed ^ (i * 0x9e3779b1));
            const read = () => (dtype === 'int32' ? values : new Float32Array(values.buffer));
            return { name, dtype, shape, read };
          });
          const back = roundTrip(tensors, metadata);
          expect(Object.entries(back.metadata).sort()).toEqual(Object.entries(metadata).sort());
          expect(back.tensors.size).toBe(tensors.length);
          for (const { name, shape, read } of tensors) {
            expect(back.tensors.get(name)?.shape).toEqual(shape);
            expect(back.tensors.get(name)?.read()).toEqual(read());
          }
        },
      ),
    );
  });

  it('reads tensors that lie beyond 4 GB', () => {
    const gigabyte = 2 ** 30;
    const entry = (begin: number) => ({
      dtype: 'U8',
      shape: [3 * gigabyte],
      data_offsets: [begin, begin + 3 * gigabyte],
    });
    const header = Buffer.from(JSON.stringify({ a: entry(0), b: entry(3 * gigabyte) }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const head = Buffer.concat([length, header]);
    const source = {
      path: 'large.safetensors',
      sizeBytes: head.length + 6 * gigabyte,
      read: (offset: number, bytes: number) => new Uint8Array(head.subarray(offset, offset + bytes)),
    };
    expect(readSafetensors(source).tensors.get('b')?.shape).toEqual([3 * gigabyte]);
  });

  it('rounds float16 to nearest even and reads every float16 back', () => {
    const all = Float32Array.from(new Float16Array(Uint16Array.from({ length: 65_536 }, (_, i) => i).buffer));
    expect(
      roundTrip([tensor('h', 'float16', all)])
        .tensors.get('h')
        ?.read(),
    ).toEqual(all);
    const halfway = Float32Array.of(2049, 2051, 1 / 3);
    expect(
      roundTrip([tensor('h', 'float16', halfway)])
        .tensors.get('h')
        ?.read(),
    ).toEqual(Float32Array.of(2048, 2052, 0.333251953125));
  });

  it('keeps every tensor aligned to its element size', () => {
    const bytes = safetensorsBytes('x', {
      tensors: [tensor('h', 'float16', Float32Array.of(1, 2, 3)), tensor('f', 'float32', Float32Array.of(1))],
    });
    const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    expect(headerBytes % 8).toBe(0);
    expect(JSON.parse(Buffer.from(bytes).toString('utf8', 8, 8 + headerBytes)).f.data_offsets).toEqual([
      0, 4,
    ]);
  });

  it('writes the same bytes to a file, one tensor at a time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'finesse-safetensors-'));
    const path = join(folder, 'w.safetensors');
    let held = 0;
    const lazy = (name: string): WritableTensor => ({
      name,
      dtype: 'float32',
      shape: [3],
      read: () => Float32Array.of(++held, 2, 3),
    });
    try {
      const fd = openSync(path, 'w');
      const written = writeSafetensors(fd, path, {
        tensors: [lazy('a'), lazy('b')],
        metadata: { by: 'test' },
      });
      closeSync(fd);
      held = 0;
      const content = { tensors: [lazy('a'), lazy('b')], metadata: { by: 'test' } };
      expect(readFileSync(path)).toEqual(safetensorsBytes(path, content));
      expect(written).toBe(readFileSync(path).length);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each<[string, WritableTensor[], RegExp]>([
    [
      'a name twice',
      [tensor('a', 'int32', Int32Array.of(1)), tensor('a', 'int32', Int32Array.of(1))],
      /distinct/,
    ],
    ['the reserved name', [tensor('__metadata__', 'int32', Int32Array.of(1))], /distinct/],
    ['a float16 overflow', [tensor('a', 'float16', Float32Array.of(1, 65_520))], /element 1 .* is 65520/],
    ['a fraction as int32', [tensor('a', 'int32', Float32Array.of(0.5))], /element 0 .* is 0.5/],
    ['values that miss the shape', [{ ...tensor('a', 'int32', Int32Array.of(1)), shape: [2] }], /needs 2/],
    ['a negative size', [{ ...tensor('a', 'int32', Int32Array.of(1)), shape: [-1] }], /impossible shape/],
  ])('refuses to write %s', (_, tensors, message) => {
    expect(() => safetensorsBytes('out.safetensors', { tensors })).toThrow(message);
    expect(() => safetensorsBytes('out.safetensors', { tensors })).toThrow(/^out\.safetensors/);
  });

  it('lets infinities through float16', () => {
    const values = Float32Array.of(Number.NEGATIVE_INFINITY, Number.NaN);
    expect(
      roundTrip([tensor('a', 'float16', values)])
        .tensors.get('a')
        ?.read(),
    ).toEqual(values);
  });
});
