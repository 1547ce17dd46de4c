// Weights and inputs of the parity cases, from a hash instead of from files; fixtures/make-parity.py has the same.
import { hashText } from '../../src-main/models/seeded-random.ts';

/** Numbers in [-1, 1) by name and position: FNV-1a of the name, a Weyl sequence, MurmurHash3's finaliser. */
export function unitValues(name: string, size: number): Float64Array {
  const seed = hashText(name);
  return Float64Array.from({ length: size }, (_, i) => {
    let x = (seed + Math.imul(i, 0x9e3779b9)) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
  });
}

/** Value of a parameter or buffer, row-major: matrices scaled by their fan-in, the rest near 0 or 1. */
export function parameterValues(name: string, shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, n) => product * n, 1);
  const [scale, offset] = scaleAndOffset(name, shape);
  return Float32Array.from(unitValues(name, size), (unit) => offset + scale * unit);
}

function scaleAndOffset(name: string, shape: readonly number[]): readonly [number, number] {
  if (name.endsWith('running_var')) {
    return [0.5, 1];
  }
  if (shape.length > 1) {
    return [Math.sqrt(3 / shape.slice(1).reduce((product, n) => product * n, 1)), 0];
  }
  return name.endsWith('weight') ? [0.2, 1] : [0.1, 0];
}

/** Planes of cells of 8 x 8 pixels with a little noise, so that pictures differ from each other in every layer. */
export function pictureValues(planes: number, side: number): Float32Array {
  const cells = Math.ceil(side / 8);
  const coarse = unitValues('cells', planes * cells * cells);
  return Float32Array.from(unitValues('noise', planes * side * side), (noise, i) => {
    const [plane, row, column] = [Math.floor(i / side ** 2), Math.floor(i / side) % side, i % side];
    const cell = (plane * cells + Math.floor(row / 8)) * cells + Math.floor(column / 8);
    return coarse[cell]! + 0.1 * noise;
  });
}
