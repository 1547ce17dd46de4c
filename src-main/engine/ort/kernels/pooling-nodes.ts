// Pools and their gradients as ONNX nodes, channels first: x[batch, channels, ...spatial].
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import { sizeOf } from '../kernel-row.ts';
import {
  extentOf,
  type SlidingWindow,
  sizesOf,
  type WindowAxis,
  windowAttributes,
} from './convolution-window.ts';

export interface Pool {
  readonly batch: number;
  readonly channels: number;
  readonly window: SlidingWindow;
}

/** ONNX Runtime wants padding smaller than the window; wider padding is laid around the input first. */
function padsTooWide(window: SlidingWindow): boolean {
  return window.some((axis) => axis.before >= axis.kernel || axis.after >= axis.kernel);
}

/** The same pool over an input that has its padding already. */
function prepadded(b: GraphBuilder, pool: Pool, x: string, value: number): { pool: Pool; x: string } {
  const after = pool.window.map((axis) => Math.max(0, axis.after));
  const pads = [0, 0, ...pool.window.map((axis) => axis.before), 0, 0, ...after];
  const window = pool.window.map((axis, index) => {
    const size = axis.before + axis.size + (after[index] as number);
    return { ...axis, size, before: 0, after: axis.after - (after[index] as number) };
  });
  return { pool: { ...pool, window }, x: b.node('Pad', [x, b.ints(pads), b.scalar(value)]) };
}

/** The greatest value of each window. */
export function maximumNodes(b: GraphBuilder, pool: Pool, x: string): string {
  if (padsTooWide(pool.window)) {
    const padded = prepadded(b, pool, x, Number.NEGATIVE_INFINITY);
    return maximumNodes(b, padded.pool, padded.x);
  }
  return b.node('MaxPool', [x], windowAttributes(pool.window));
}

/** The greatest values, and where the first of them stands in x, counted through the whole of x (int64). */
export function maximumIndexNodes(b: GraphBuilder, pool: Pool, x: string): [string, string] {
  return b.multi('MaxPool', [x], 2, windowAttributes(pool.window)) as [string, string];
}

/** The gradient goes to the first greatest cell of each window. */
export function maximumGradientNodes(b: GraphBuilder, pool: Pool, dy: string, x: string): string {
  if (padsTooWide(pool.window)) {
    const padded = prepadded(b, pool, x, Number.NEGATIVE_INFINITY);
    const starts = pool.window.map((axis) => axis.before);
    const ends = pool.window.map((axis) => axis.before + axis.size);
    const axes = b.ints(pool.window.map((_, index) => index + 2));
    const dPadded = maximumGradientNodes(b, padded.pool, dy, padded.x);
    return b.node('Slice', [dPadded, b.ints(starts), b.ints(ends), axes]);
  }
  const [, index] = maximumIndexNodes(b, pool, x);
  const shape = [pool.batch, pool.channels, ...sizesOf(pool.window, 'size')];
  const zeros = b.node('ConstantOfShape', [b.ints([sizeOf(shape)])]);
  const flat = [b.reshape(index, [-1]), b.reshape(dy, [-1])];
  const sums = b.node('ScatterElements', [zeros, ...flat], { axis: 0, reduction: 'add' });
  return b.reshape(sums, shape);
}

/** The mean of each window over the cells inside the input. */
export function averageNodes(b: GraphBuilder, pool: Pool, x: string): string {
  if (!padsTooWide(pool.window)) return b.node('AveragePool', [x], windowAttributes(pool.window));
  const padded = prepadded(b, pool, x, 0);
  const cells = sizeOf(sizesOf(pool.window, 'kernel'));
  const corrections = shareOfCells(pool.window).map((share) => share * cells);
  const mean = averageNodes(b, padded.pool, padded.x);
  return b.node('Mul', [mean, b.constant(corrections, sizesOf(pool.window, 'out'), 'float32')]);
}

/**
 * Every cell of a window gets 1 / (cells of the window) of its gradient. TF.js's specs ask for this also at a padded
 * border, where the mean itself is taken over fewer cells.
 */
export function averageGradientNodes(b: GraphBuilder, { batch, channels, window }: Pool, dy: string): string {
  const planes = b.reshape(dy, [batch * channels, 1, ...sizesOf(window, 'out')]);
  const kernel = sizesOf(window, 'kernel');
  const cells = sizeOf(kernel);
  const shares = b.constant(Array<number>(cells).fill(1 / cells), [1, 1, ...kernel], 'float32');
  const spread = b.node('ConvTranspose', [planes, shares], {
    ...windowAttributes(window),
    output_padding: window.map((axis) => Math.max(0, -axis.after)),
  });
  return b.reshape(spread, [batch, channels, ...sizesOf(window, 'size')]);
}

/** 1 / number of input cells, for each position of the window; 0 where there are none. */
function shareOfCells(window: SlidingWindow): number[] {
  return window.reduce<number[]>(
    (shares, axis) =>
      shares.flatMap((share) => cellsInside(axis).map((cells) => (cells === 0 ? 0 : share / cells))),
    [1],
  );
}

function cellsInside(axis: WindowAxis): number[] {
  return Array.from({ length: axis.out }, (_, position) => {
    const first = position * axis.stride - axis.before;
    let inside = 0;
    for (let cell = first; cell < first + extentOf(axis); cell += axis.dilation)
      if (cell >= 0 && cell < axis.size) inside++;
    return inside;
  });
}
