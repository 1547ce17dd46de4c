// Damage to bytes: what disks, half downloads and people with hex editors do.
import type { Random } from './random.ts';

type Damage = (bytes: Buffer, random: Random) => Buffer;

const at = (bytes: Buffer, random: Random) => random.below(bytes.length || 1);

/** Values of sizes and counts at which readers go wrong. */
const sizes = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

const damages: readonly Damage[] = [
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    const place = at(bytes, random);
    if (place < changed.length) changed[place] = changed[place]! ^ (1 << random.below(8));
    return changed;
  },
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    const place = at(bytes, random);
    if (place < changed.length) changed[place] = random.oneOf([0, 0xff, 0x7f, 0x80, random.below(256)]);
    return changed;
  },
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => {
    const from = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(64))]);
  },
  (bytes, random) => {
    const [from, to] = [at(bytes, random), at(bytes, random)];
    return Buffer.concat([
      bytes.subarray(0, to),
      bytes.subarray(from, from + random.below(256)),
      bytes.subarray(to),
    ]);
  },
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    const from = at(bytes, random);
    changed.fill(random.oneOf([0, 0xff, 0x20]), from, Math.min(changed.length, from + 1 + random.below(32)));
    return changed;
  },
  // A field of 2, 4 or 8 bytes made a size that nothing has, in either byte order.
  (bytes, random) => {
    const width = random.oneOf([2, 4, 8]);
    const field = Buffer.alloc(8);
    field.writeBigUInt64LE(random.oneOf(sizes));
    const written = field.subarray(0, width);
    if (random.chance(0.5)) written.reverse();
    const changed = Buffer.from(bytes);
    written.copy(changed, at(bytes, random));
    return changed;
  },
];

/** `bytes` damaged in one to four places. */
export function mutateBytes(bytes: Uint8Array, random: Random): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let count = 1 + random.below(4); count > 0; count--) changed = random.oneOf(damages)(changed, random);
  return changed;
}
