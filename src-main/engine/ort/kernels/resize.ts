// Resizing of pictures [batch, height, width, channels]. Each axis is resized by a small matrix whose rows say which
// input cells an output cell reads, so the gradient is the same with the matrices transposed.
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';
import type { Attrs, KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';
import { sizeOf } from '../kernel-row.ts';

interface ResizeAttrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly size: readonly [number, number];
}

/** Weights of the input cells for each output cell, row-major [to, from]. */
type AxisMatrix = (from: number, to: number, attrs: ResizeAttrs) => number[];

/** Input cells per output cell. */
function ratio(from: number, to: number, alignCorners: boolean): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

const bilinear: AxisMatrix = (from, to, { alignCorners, halfPixelCenters }) => {
  const matrix = Array<number>(to * from).fill(0);
  const step = ratio(from, to, alignCorners);
  for (let cell = 0; cell < to; cell++) {
    const source = halfPixelCenters ? step * (cell + 0.5) - 0.5 : step * cell;
    const low = Math.max(0, Math.floor(source));
    const high = Math.min(from - 1, Math.ceil(source));
    const upper = Math.max(0, source - low);
    matrix[cell * from + low] = 1 - upper;
    matrix[cell * from + Math.max(0, high)] += upper;
  }
  return matrix;
};

/** The input cell each output cell copies. */
function nearestCells(from: number, to: number, { alignCorners, halfPixelCenters }: ResizeAttrs): number[] {
  const step = ratio(from, to, alignCorners);
  return Array.from({ length: to }, (_, cell) => {
    const source = step * (halfPixelCenters ? cell + 0.5 : cell);
    return Math.min(from - 1, alignCorners ? Math.round(source) : Math.floor(source));
  });
}

const nearest: AxisMatrix = (from, to, attrs) => {
  const matrix = Array<number>(to * from).fill(0);
  nearestCells(from, to, attrs).forEach((source, cell) => {
    matrix[cell * from + source] = 1;
  });
  return matrix;
};

function resizedShape([batch, , , channels]: readonly number[], attrs: Attrs): number[] {
  const [height, width] = (attrs as unknown as ResizeAttrs).size;
  return [batch as number, height, width, channels as number];
}

const resizeBilinear: KernelRow = {
  inputs: ['images'],
  infer: ([images], attrs) => ({ shape: resizedShape(images.shape, attrs), dtype: 'float32' }),
  lower(b, [images], attrs) {
    const options = attrs as unknown as ResizeAttrs;
    const [, height, width] = images.shape as [number, number, number, number];
    const [toHeight, toWidth] = options.size;
    const values = images.dtype === 'float32' ? images : { ...images, name: b.cast(images.name, 'float32') };
    return multiplyAxes(b, values, {
      rows: b.constant(bilinear(height, toHeight, options), [toHeight, height], 'float32'),
      columns: b.constant(bilinear(width, toWidth, options), [toWidth, width], 'float32'),
      size: options.size,
    });
  },
};

const resizeNearestNeighbor: KernelRow = {
  inputs: ['images'],
  infer: ([images], attrs) => ({ shape: resizedShape(images.shape, attrs), dtype: images.dtype }),
  lower(b, [images], attrs) {
    const options = attrs as unknown as ResizeAttrs;
    const [, height, width] = images.shape as [number, number, number, number];
    const rows = b.ints(nearestCells(height, options.size[0], options));
    const columns = b.ints(nearestCells(width, options.size[1], options));
    const tall = b.node('Gather', [images.name, rows], { axis: 1 });
    return b.node('Gather', [tall, columns], { axis: 2 });
  },
};

interface AxisMatrices {
  /** Names of matrices [size[0], height] and [size[1], width]. */
  readonly rows: string;
  readonly columns: string;
  readonly size: readonly [number, number];
}

/** x[batch, h, w, channels] -> [batch, size[0], size[1], channels]. */
function multiplyAxes(b: GraphBuilder, x: Operand, { rows, columns, size }: AxisMatrices): string {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const tall = b.node('MatMul', [rows, b.reshape(x.name, [batch, height, width * channels])]);
  const strips = b.reshape(tall, [batch * size[0], width, channels]);
  return b.reshape(b.node('MatMul', [columns, strips]), [batch, ...size, channels]);
}

function gradientRow(matrix: AxisMatrix): KernelRow {
  return {
    inputs: ['images', 'dy'],
    infer: ([images]) => ({ shape: (images as TensorSpec).shape, dtype: 'float32' }),
    lower(b, [images, dy], attrs) {
      if (sizeOf(dy.shape) === 0) return b.node('ConstantOfShape', [b.ints(images.shape)]);
      const [, height, width] = images.shape as [number, number, number, number];
      const [, fromHeight, fromWidth] = dy.shape as [number, number, number, number];
      const options = attrs as unknown as ResizeAttrs;
      return multiplyAxes(b, dy, {
        rows: transposed(b, matrix(height, fromHeight, options), [fromHeight, height]),
        columns: transposed(b, matrix(width, fromWidth, options), [fromWidth, width]),
        size: [height, width],
      });
    },
  };
}

function transposed(b: GraphBuilder, matrix: readonly number[], [rows, columns]: [number, number]): string {
  const values = Array.from({ length: rows * columns }, (_, index) => {
    const row = index % rows;
    return matrix[row * columns + Math.floor(index / rows)] as number;
  });
  return b.constant(values, [columns, rows], 'float32');
}

export const resize: KernelTable = {
  ResizeBilinear: resizeBilinear,
  ResizeBilinearGrad: gradientRow(bilinear),
  ResizeNearestNeighbor: resizeNearestNeighbor,
  ResizeNearestNeighborGrad: gradientRow(nearest),
};
