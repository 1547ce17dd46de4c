// Small seeded random numbers for shuffles, splits and augmentation; the same on every machine.
// Source: splitmix32 (the 32-bit finaliser of MurmurHash3 over a Weyl sequence), after
// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.

/** A stream of random numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform integer in [0, count). */
  below(count: number): number;
}

const goldenGamma = 0x9e3779b9;

function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** The stream that belongs to these integers: `openRandom(seed, epoch, example)`; other integers, another stream. */
export function openRandom(...keys: readonly number[]): Random {
  let state = keys.reduce((hash, key) => mix((hash + goldenGamma) ^ mix(key + goldenGamma)), 0);
  const next = () => {
    state = (state + goldenGamma) | 0;
    return mix(state) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    below: (count) => Math.floor(next() * count),
  };
}

/** Fisher-Yates shuffle in place; gives the array back. */
export function shuffle<Item, List extends Item[] | Int32Array>(items: List, random: Random): List {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = items[last]!;
    items[last] = items[other]!;
    items[other] = kept;
  }
  return items;
}
