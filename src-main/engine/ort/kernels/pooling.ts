// TF.js's pools and their gradients, over pictures and volumes.
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';
import type { Attrs, KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';
import { sizeOf } from '../kernel-row.ts';
import { type ChannelOrder, fromChannelsFirst, toChannelsFirst } from './channel-order.ts';
import { type SlidingWindow, sizesOf, window2d, window3d } from './convolution-window.ts';
import {
  averageGradientNodes,
  averageNodes,
  maximumGradientNodes,
  maximumIndexNodes,
  maximumNodes,
  type Pool,
} from './pooling-nodes.ts';

interface Plan {
  readonly pool: Pool;
  readonly order: ChannelOrder;
  readonly yShape: readonly number[];
}

type Planner = (xShape: readonly number[], attrs: Attrs) => Plan;

interface PoolAttrs<Tuple> {
  readonly filterSize: number | Tuple;
  readonly strides: number | Tuple;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NDHWC' | 'NCDHW';
}

const plan2d: Planner = (xShape, attrs) => {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolAttrs<[number, number]>;
  const shape = xShape as [number, number, number, number]; // TF.js checks ranks before it calls a kernel.
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  return planOf(info, 'last', window2d(info));
};

const plan3d: Planner = (xShape, attrs) => {
  const options = attrs as unknown as PoolAttrs<[number, number, number]>;
  const { filterSize, strides, pad, dimRoundingMode, dataFormat = 'NDHWC' } = options;
  const shape = xShape as [number, number, number, number, number];
  const info = backend_util.computePool3DInfo(
    shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
    dataFormat,
  );
  return planOf(info, dataFormat === 'NCDHW' ? 'first' : 'last', window3d(info));
};

function planOf(
  info: { readonly batchSize: number; readonly inChannels: number; readonly outShape: readonly number[] },
  order: ChannelOrder,
  window: SlidingWindow,
): Plan {
  return {
    pool: { batch: info.batchSize, channels: info.inChannels, window },
    order,
    yShape: info.outShape,
  };
}

type PoolNodes = (b: GraphBuilder, pool: Pool, x: string) => string;

/** A pool. ONNX Runtime pools int32 in no dtype of its own; float64 holds every int32. */
function poolRow(planner: Planner, nodes: PoolNodes): KernelRow {
  return {
    inputs: ['x'],
    infer: ([x], attrs) => ({ shape: planner(x.shape, attrs).yShape, dtype: x.dtype }),
    lower(b, [x], attrs) {
      const plan = planner(x.shape, attrs);
      if (isIdentity(plan, x)) return x.name;
      const rank = x.shape.length;
      const whole = x.dtype !== 'float32';
      const values = whole ? b.node('Cast', [x.name], { to: float64 }) : x.name;
      const pooled = nodes(b, plan.pool, toChannelsFirst(b, values, rank, plan.order));
      const y = fromChannelsFirst(b, pooled, rank, plan.order);
      return whole ? b.cast(y, x.dtype) : y;
    },
  };
}

/** TF.js's own rule: a window of one cell that keeps the shape changes nothing, whatever its padding. */
function isIdentity({ pool, yShape }: Plan, x: Operand): boolean {
  const oneCell = pool.window.every((axis) => axis.kernel === 1);
  return oneCell && yShape.every((length, axis) => length === x.shape[axis]);
}

/** ONNX's number for float64. */
const float64 = 11;

type GradientNodes = (b: GraphBuilder, pool: Pool, dy: string, x: string) => string;

/** The gradient of a pool, from dy and the pool's input. */
function gradientRow(planner: Planner, inputs: readonly string[], nodes: GradientNodes): KernelRow {
  return {
    inputs,
    infer: ([, input]) => ({ shape: (input as TensorSpec).shape, dtype: 'float32' }),
    lower(b, [dy, input], attrs) {
      const plan = planner(input.shape, attrs);
      const rank = input.shape.length;
      if (sizeOf(dy.shape) === 0) return b.node('ConstantOfShape', [b.ints(input.shape)]);
      const [gradient, x] = [dy, input].map(({ name }) => toChannelsFirst(b, name, rank, plan.order)) as [
        string,
        string,
      ];
      return fromChannelsFirst(b, nodes(b, plan.pool, gradient, x), rank, plan.order);
    },
  };
}

/** Maxima (NaN ignored) and where they stand, counted through TF.js's [height, width, channels] or the whole batch. */
const maxPoolWithArgmax: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    if (x.shape.length !== 4) {
      throw new Error(`Error in maxPoolWithArgmax: input must be rank 4 but got rank ${x.shape.length}.`);
    }
    const shape = plan2d(x.shape, attrs).yShape;
    return [
      { shape, dtype: x.dtype },
      { shape, dtype: 'int32' },
    ];
  },
  lower(b, [x], attrs) {
    const { pool } = plan2d(x.shape, attrs);
    const numbers = b.node('Where', [b.node('IsNaN', [x.name]), b.scalar(Number.NEGATIVE_INFINITY), x.name]);
    const [y, index] = maximumIndexNodes(b, pool, toChannelsFirst(b, numbers, 4, 'last'));
    const flat = flatIndex(b, pool, x as Operand, { index, withBatch: attrs.includeBatchInIndex === true });
    return [fromChannelsFirst(b, y, 4, 'last'), fromChannelsFirst(b, b.cast(flat, 'int32'), 4, 'last')];
  },
};

/** ONNX counts [batch, channels, height, width]; TF.js counts ([batch,] height, width, channels). */
function flatIndex(
  b: GraphBuilder,
  { channels, batch, window }: Pool,
  x: Operand,
  options: { readonly index: string; readonly withBatch: boolean },
): string {
  const plane = sizeOf(sizesOf(window, 'size'));
  const cell = b.node('Mod', [options.index, b.scalar(plane, 'int64')]);
  const place = b.node('Mul', [cell, b.scalar(channels, 'int64')]);
  const channelNumbers = Array.from({ length: channels }, (_, channel) => channel);
  const within = b.node('Add', [place, b.constant(channelNumbers, [1, channels, 1, 1], 'int64')]);
  if (!options.withBatch) return within;
  const pictureSize = sizeOf(x.shape) / batch;
  const starts = Array.from({ length: batch }, (_, picture) => picture * pictureSize);
  return b.node('Add', [within, b.constant(starts, [batch, 1, 1, 1], 'int64')]);
}

const average: GradientNodes = (b, pool, dy) => averageGradientNodes(b, pool, dy);

export const pooling: KernelTable = {
  MaxPool: poolRow(plan2d, maximumNodes),
  MaxPoolGrad: gradientRow(plan2d, ['dy', 'input'], maximumGradientNodes),
  MaxPoolWithArgmax: maxPoolWithArgmax,
  AvgPool: poolRow(plan2d, averageNodes),
  AvgPoolGrad: gradientRow(plan2d, ['dy', 'input'], average),
  MaxPool3D: poolRow(plan3d, maximumNodes),
  MaxPool3DGrad: gradientRow(plan3d, ['dy', 'input'], maximumGradientNodes),
  AvgPool3D: poolRow(plan3d, averageNodes),
  AvgPool3DGrad: gradientRow(plan3d, ['dy', 'input'], average),
};
