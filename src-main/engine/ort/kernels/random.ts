// Dropout masks from a seed, the same in every run: a counter-based generator made of 32-bit integer nodes.
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import type { KernelRow, KernelTable } from '../kernel-row.ts';
import { sizeOf } from '../kernel-row.ts';

/** Columns of the grid over which random numbers are made; rows as many as needed. */
const maxColumns = 4096;

/** Finaliser of MurmurHash3 (Appleby 2008): mixes all bits of a uint32. */
function mix(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** `mix` as nodes, for short vectors: int32 in, int32 out. */
function mixNodes(b: GraphBuilder, x: string): string {
  const shifted = (value: string, bits: number) => {
    const high = b.node('BitShift', [b.cast(value, 'uint32'), b.scalar(bits, 'uint32')], {
      direction: 'RIGHT',
    });
    return b.node('BitwiseXor', [value, b.cast(high, 'int32')]);
  };
  const first = b.node('Mul', [shifted(x, 16), b.scalar(0x85ebca6b | 0, 'int32')]);
  const second = b.node('Mul', [shifted(first, 13), b.scalar(0xc2b2ae35 | 0, 'int32')]);
  return shifted(second, 16);
}

/** int32 keys of the rows or columns of the grid: a constant for each, mixed with the seed. */
function keys(
  b: GraphBuilder,
  seed: string,
  options: { count: number; salt: number; shape: readonly number[] },
): string {
  const constants = Array.from({ length: options.count }, (_, index) =>
    mix(mix(options.salt) + Math.imul(index, 0x9e3779b9)),
  );
  const salted = b.node('BitwiseXor', [b.constant(constants, options.shape, 'int32'), seed]);
  return mixNodes(b, salted);
}

/**
 * int32 random bits for a grid of rows x columns: two keys, xored, are mixed by a product. The high bits are good, the
 * low ones are not; compare with thresholds only.
 */
function randomBits(b: GraphBuilder, seed: string, salt: number, rows: number, columns: number): string {
  const row = keys(b, seed, { count: rows, salt: salt * 2 + 1, shape: [rows, 1] });
  const column = keys(b, seed, { count: columns, salt: salt * 2 + 2, shape: [1, columns] });
  const crossed = b.node('BitwiseXor', [row, column]);
  return b.node('Mul', [crossed, b.node('BitwiseXor', [crossed, b.scalar(0x2545f491, 'int32')])]);
}

function gridColumns(size: number, last: number): number {
  return last > 1 && last <= maxColumns ? last : Math.min(size, maxColumns);
}

/**
 * x, seed int32 scalar -> x * mask, and the mask: 1 / (1 - rate) where x is kept and 0 elsewhere.
 * Attributes: rate, salt (tells the layers of one step apart). Not by `Where`, which ONNX Runtime computes slowly.
 */
const dropout: KernelRow = {
  inputs: ['x', 'seed'],
  infer: ([x]) => [x, x],
  lower(b, [x, seed], attrs) {
    const size = sizeOf(x.shape);
    const columns = gridColumns(size, x.shape.at(-1) ?? 1);
    const rows = Math.ceil(size / columns);
    const bits = randomBits(b, seed.name, attrs.salt as number, rows, columns);
    const rate = attrs.rate as number;
    const threshold = Math.round(-(2 ** 31) + rate * 2 ** 32);
    const kept = b.node('GreaterOrEqual', [bits, b.scalar(threshold, 'int32')]);
    const exact =
      rows * columns === size
        ? kept
        : b.node('Slice', [b.reshape(kept, [rows * columns]), b.ints([0]), b.ints([size]), b.ints([0])]);
    const mask = b.node('Mul', [b.cast(b.reshape(exact, x.shape), 'float32'), b.scalar(1 / (1 - rate))]);
    return [b.node('Mul', [x.name, mask]), mask];
  },
};

export const random: KernelTable = { FinesseDropout: dropout };
