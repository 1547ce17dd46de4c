import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeElements } from '../../src-main/formats/element-types.ts';
import { readFinite } from '../../src-main/formats/finite-values.ts';

const origin = { file: 'w.safetensors', place: 'tensor "t"' };

function bytesOf(array: { buffer: ArrayBuffer }): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer);
}

describe('element types', () => {
  it('widen bfloat16 exactly: the upper half of every float32', () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    const values = decodeElements('bfloat16', bytesOf(all), origin);
    const view = new DataView(new ArrayBuffer(4));
    for (const half of all) {
      view.setUint16(0, half);
      expect(Object.is(values[half], view.getFloat32(0))).toBe(true);
    }
  });

  it('narrow int64 where it fits and name the element where it does not', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.integer(), (wide, narrow) => {
        const read = (value: bigint) => decodeElements('int64', bytesOf(BigInt64Array.of(5n, value)), origin);
        expect(read(BigInt(narrow))[1]).toBe(narrow);
        if (BigInt.asIntN(32, wide) === wide) expect(read(wide)[1]).toBe(Number(wide));
        else expect(() => read(wide)).toThrow(`element 1 of tensor "t" is ${wide}`);
      }),
    );
  });

  it.each([
    [[1, Number.NaN, Number.NaN], /w\.pt: element 1 of tensor "t" is NaN; 2 value/],
    [[1, 2, Number.NEGATIVE_INFINITY], /element 2 of tensor "t" is -Infinity; 1 value/],
  ])('name the first value of %j that is not finite', (values, message) => {
    const tensor = {
      name: 't',
      dtype: 'float32',
      shape: [3],
      read: () => Float32Array.from(values),
    } as const;
    expect(() => readFinite({ path: 'w.pt' }, tensor)).toThrow(message);
  });

  it('let the largest finite values pass', () => {
    const values = Float32Array.of(3.4e38, -3.4e38, 3.4e38, 0, -0, 1e-45);
    const tensor = { name: 't', dtype: 'float32', shape: [6], read: () => values } as const;
    expect(readFinite({ path: 'w.pt' }, tensor)).toBe(values);
  });
});
