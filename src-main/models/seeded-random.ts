// Random numbers for initial weights: the same seed gives the same numbers on every machine and backend.

/** Uniform numbers in [0, 1), 32 bits each. */
export type Random = () => number;

/** Hash of a text to an unsigned 32-bit number. Source: FNV-1a, Fowler, Noll and Vo. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

/** A generator for (seed, name), so that a tensor's values do not depend on what was made before it. Source: sfc32. */
export function seededRandom(seed: number, name: string): Random {
  let a = seed >>> 0;
  let b = hashText(name);
  let c = 0x9e3779b9;
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) {
    next();
  }
  return next;
}

/** Fills an array with normal numbers of mean 0. Source: Box and Muller 1958. */
export function normalValues(size: number, std: number, random: Random): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    const radius = std * Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < size) {
      values[i + 1] = radius * Math.sin(angle);
    }
  }
  return values;
}

/** Fills an array with uniform numbers between -bound and bound. */
export function uniformValues(size: number, bound: number, random: Random): Float32Array {
  return Float32Array.from({ length: size }, () => (2 * random() - 1) * bound);
}
