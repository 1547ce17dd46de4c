import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileSource, joinedSource, memorySource, slicedSource } from '../../src-main/formats/byte-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'finesse-bytes-'));

describe('byte sources', () => {
  it('give the same bytes from a file, from memory, joined and sliced', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i);
    const path = join(folder, 'bytes');
    writeFileSync(path, bytes);
    const part = (start: number, end: number) => memorySource('part', bytes.subarray(start, end));
    const sources = [
      fileSource(path),
      memorySource('memory', bytes),
      joinedSource('joined', [part(0, 7), part(7, 7), part(7, 200), part(200, 300)]),
      slicedSource(memorySource('outer', new Uint8Array([9, 9, ...bytes, 9])), {
        offset: 2,
        length: 300,
        place: 'x',
      }),
    ];
    fc.assert(
      fc.property(fc.nat(310), fc.nat(310), (offset, length) => {
        for (const source of sources) {
          expect(source.sizeBytes).toBe(300);
          if (offset + length > 300) expect(() => source.read(offset, length)).toThrow(/ends too early/);
          else expect(source.read(offset, length)).toEqual(bytes.slice(offset, offset + length));
        }
      }),
    );
    rmSync(folder, { recursive: true });
  });

  it('hand out bytes the caller may change', () => {
    const source = memorySource('memory', Uint8Array.of(1, 2, 3));
    source.read(0, 3).fill(0);
    expect(source.read(0, 3)).toEqual(Uint8Array.of(1, 2, 3));
    expect(source.read(1, 2).byteOffset).toBe(0);
  });

  it.skipIf(process.platform !== 'linux')('leave no file open', () => {
    const openFiles = () => readdirSync('/proc/self/fd').length;
    const source = fileSource(import.meta.filename);
    const before = openFiles();
    for (let i = 0; i < 50; i++) source.read(0, 10);
    expect(openFiles()).toBe(before);
  });

  it.each([
    [-1, 1],
    [0, -1],
    [0.5, 1],
    [0, Number.NaN],
    [2 ** 53, 1],
  ])('refuse to read %d bytes at %d', (offset, length) => {
    expect(() => memorySource('memory', new Uint8Array(9)).read(offset, length)).toThrow(
      /^memory: ends too early/,
    );
  });
});
