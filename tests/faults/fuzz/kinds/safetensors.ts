// safetensors: damaged bytes, and headers that are changed and honest about their length. Witness: a reading by hand.
import { readFileSync } from 'node:fs';
import { memorySource } from '../../../../src-main/formats/byte-source.ts';
import { readSafetensors } from '../../../../src-main/formats/safetensors-reader.ts';
import { fixturePath } from '../../../formats/fixtures.ts';
import { type FuzzKind, judged, wrong } from '../kind.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { type Json, mutateJson } from '../mutate-json.ts';
import type { Random } from '../random.ts';
import { difference, elementReaders, impossible, type PlainTensor, plainTensors } from '../tensor-values.ts';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function byHand(bytes: Buffer): Map<string, PlainTensor> {
  const dataStart = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, dataStart)) as Record<string, Entry>;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Map(
    Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(
        ([
          name,
          {
            dtype,
            shape,
            data_offsets: [begin, end],
          },
        ]) => {
          const [named, sizeBytes, read] = elementReaders[dtype]!;
          const values = Array.from({ length: (end - begin) / sizeBytes }, (_, at) =>
            read(view, dataStart + begin + at * sizeBytes),
          );
          return [name, { dtype: named, shape, values }];
        },
      ),
  );
}

export const safetensorsKind: FuzzKind = () => {
  const original = readFileSync(fixturePath('dtypes.safetensors'));
  const dataStart = 8 + Number(original.readBigUInt64LE(0));
  const header = JSON.parse(original.toString('utf8', 8, dataStart)) as Json;
  const whole = byHand(original);

  const damaged = (random: Random): Buffer => {
    if (random.chance(0.5)) return mutateBytes(original, random);
    const text = Buffer.from(mutateJson(header, random));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([length, text, original.subarray(dataStart)]);
  };
  return (random) => {
    const bytes = damaged(random);
    return judged(
      'damaged.safetensors',
      () => plainTensors(readSafetensors(memorySource('damaged.safetensors', bytes))),
      (tensors) => {
        const found = impossible(tensors) ?? difference(tensors, byHand(bytes));
        if (found !== undefined) return wrong(found);
        return { verdict: difference(tensors, whole) === undefined ? 'same result' : 'changed' };
      },
    );
  };
};
