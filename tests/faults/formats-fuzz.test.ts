// Real weight files with random bytes changed, cut or repeated: either they open or they say why not.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FinesseError } from '../../src-main/errors.ts';
import { memorySource } from '../../src-main/formats/byte-source.ts';
import { readPytorchLegacy } from '../../src-main/formats/pytorch-legacy-reader.ts';
import { readPytorch } from '../../src-main/formats/pytorch-reader.ts';
import { readSafetensors } from '../../src-main/formats/safetensors-reader.ts';
import { fixturePath } from '../formats/fixtures.ts';

const change = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('set', 'flip', 'cut', 'repeat'),
  value: fc.oneof(fc.nat(255), fc.constantFrom(0, 0xff, 0x80, 0x7f)),
});

function apply(
  bytes: Uint8Array,
  { at, kind, value }: { at: number; kind: string; value: number },
): Uint8Array {
  const place = at % (bytes.length || 1);
  if (kind === 'cut') return bytes.slice(0, place);
  if (kind === 'repeat')
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(Math.max(0, place - value))]);
  const changed = bytes.slice();
  changed[place] = kind === 'set' ? value : changed[place]! ^ (1 << (value % 8));
  return changed;
}

describe('weight files with random damage', () => {
  it.each([
    ['dtypes.safetensors', readSafetensors],
    ['dtypes.pt', readPytorch],
    ['checkpoint.pt', readPytorch],
    ['views-legacy.pt', readPytorchLegacy],
    ['checkpoint-legacy.pt', readPytorchLegacy],
  ])('%s opens or throws an error that names it', (name, read) => {
    const original = new Uint8Array(readFileSync(fixturePath(name)));
    let refused = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = changes.reduce(apply, original);
        try {
          for (const tensor of read(memorySource('damaged', bytes)).tensors.values()) tensor.read();
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(FinesseError);
          expect(String(error)).toContain('damaged: ');
        }
      }),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(300);
  });
});
