// Smooth noise for drawn surfaces: random values on a grid, blended between its points.
import type { Random } from '../../data/random.ts';

/** Noise in about [-1, 1] that changes over a distance of 1. */
export type NoiseField = (x: number, y: number) => number;

const gridSide = 128;

/** A fresh field; it repeats after 128 units. */
export function noiseField(random: Random): NoiseField {
  const grid = new Float32Array(gridSide * gridSide);
  for (let i = 0; i < grid.length; i++) grid[i] = random.between(-1, 1);
  const at = (x: number, y: number) => grid[(y & (gridSide - 1)) * gridSide + (x & (gridSide - 1))] as number;
  return (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [fade(x - left), fade(y - top)];
    const upper = at(left, top) * (1 - u) + at(left + 1, top) * u;
    const lower = at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u;
    return upper * (1 - v) + lower * v;
  };
}

const fade = (t: number) => t * t * (3 - 2 * t);
