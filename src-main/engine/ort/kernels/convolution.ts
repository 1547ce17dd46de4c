// TF.js's convolutions, their gradients and their fused forms. TF.js keeps kernels as [...kernel, in, out] and mostly
// puts channels last; the nodes want both the other way round, so each lowering transposes at its edges.
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';
import type { Attrs, KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';
import { sizeOf } from '../kernel-row.ts';
import { activationNodes } from './activations.ts';
import { type ChannelOrder, fromChannelsFirst, toChannelsFirst } from './channel-order.ts';
import { type Convolution, forwardNodes, inputGradientNodes } from './convolution-nodes.ts';
import { weightGradientNodes } from './convolution-weight-gradient.ts';
import { sizesOf, window2d, window3d } from './convolution-window.ts';

/** A TF.js convolution: what is computed, and how TF.js lays its tensors out. */
interface Plan {
  readonly convolution: Convolution;
  readonly order: ChannelOrder;
  readonly depthwise: boolean;
  readonly xShape: readonly number[];
  readonly filterShape: readonly number[];
  readonly yShape: readonly number[];
}

interface WindowAttrs {
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number] | null;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Kinds of convolution; each says how shapes and attributes become a plan. */
type Planner = (xShape: readonly number[], filterShape: readonly number[], attrs: Attrs) => Plan;

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];

function planner2d(depthwise: boolean): Planner {
  return (xShape, filterShape, attrs) => {
    const { strides, dilations, pad, dataFormat = 'NHWC', dimRoundingMode } = attrs as unknown as WindowAttrs;
    const info = backend_util.computeConv2DInfo(
      xShape as Shape4, // TF.js checks ranks before it calls a kernel.
      filterShape as Shape4,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
      backend_util.convertConv2DDataFormat(dataFormat),
    );
    return {
      convolution: {
        batch: info.batchSize,
        inChannels: info.inChannels,
        outChannels: info.outChannels,
        groups: depthwise ? info.inChannels : 1,
        window: window2d(info),
      },
      order: dataFormat === 'NCHW' ? 'first' : 'last',
      depthwise,
      xShape,
      filterShape,
      yShape: info.outShape,
    };
  };
}

const plan2d = planner2d(false);
const planDepthwise = planner2d(true);

interface Window3dAttrs {
  readonly strides: number | [number, number, number];
  readonly dilations?: number | [number, number, number];
  readonly pad: 'valid' | 'same';
}

const plan3d: Planner = (xShape, filterShape, attrs) => {
  const { strides, dilations = 1, pad } = attrs as unknown as Window3dAttrs;
  const info = backend_util.computeConv3DInfo(
    xShape as Shape5,
    filterShape as Shape5,
    strides,
    dilations,
    pad,
  );
  return {
    convolution: {
      batch: info.batchSize,
      inChannels: info.inChannels,
      outChannels: info.outChannels,
      groups: 1,
      window: window3d(info),
    },
    order: 'last',
    depthwise: false,
    xShape,
    filterShape,
    yShape: info.outShape,
  };
};

const float32 = (shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });

/** TF.js's filter -> w[out, in / groups, ...kernel]. */
function filterToWeights(b: GraphBuilder, plan: Plan, filter: string): string {
  const rank = plan.filterShape.length;
  const spatial = Array.from({ length: rank - 2 }, (_, index) => index);
  if (!plan.depthwise) return b.transpose(filter, [rank - 1, rank - 2, ...spatial]);
  const { outChannels, window } = plan.convolution;
  const shape = [outChannels, 1, ...sizesOf(window, 'kernel')];
  return b.reshape(b.transpose(filter, [rank - 2, rank - 1, ...spatial]), shape);
}

/** w[out, in / groups, ...kernel] -> TF.js's filter. */
function weightsToFilter(b: GraphBuilder, plan: Plan, w: string): string {
  const rank = plan.filterShape.length;
  const spatial = Array.from({ length: rank - 2 }, (_, index) => index + 2);
  if (!plan.depthwise) return b.transpose(w, [...spatial, 1, 0]);
  const [channels, multiplier] = plan.filterShape.slice(-2) as [number, number];
  const split = b.reshape(w, [channels, multiplier, ...sizesOf(plan.convolution.window, 'kernel')]);
  return b.transpose(split, [...spatial, 0, 1]);
}

/** Nodes of y, channels first. */
function lowerForward(b: GraphBuilder, plan: Plan, x: Operand, filter: Operand): string {
  if (sizeOf(x.shape) * sizeOf(filter.shape) === 0)
    return b.node('ConstantOfShape', [b.ints(channelsFirst(plan))]);
  const image = toChannelsFirst(b, x.name, x.shape.length, plan.order);
  return forwardNodes(b, plan.convolution, image, filterToWeights(b, plan, filter.name));
}

function channelsFirst({ convolution: c }: Plan): number[] {
  return [c.batch, c.outChannels, ...sizesOf(c.window, 'out')];
}

function forwardRow(planner: Planner): KernelRow {
  return {
    inputs: ['x', 'filter'],
    infer: ([x, filter], attrs) => float32(planner(x.shape, filter.shape, attrs).yShape),
    lower(b, [x, filter], attrs) {
      const plan = planner(x.shape, filter.shape, attrs);
      return fromChannelsFirst(b, lowerForward(b, plan, x, filter), x.shape.length, plan.order);
    },
  };
}

function fusedRow(planner: Planner): KernelRow {
  return {
    inputs: ['x', 'filter', 'bias?', 'preluActivationWeights?'],
    infer: ([x, filter], attrs) => float32(planner(x.shape, filter.shape, attrs).yShape),
    lower(b, [x, filter, bias, prelu], attrs) {
      const plan = planner(x.shape, filter.shape, attrs);
      const y = fromChannelsFirst(b, lowerForward(b, plan, x, filter), x.shape.length, plan.order);
      const sum = bias === undefined ? y : b.node('Add', [y, perChannel(b, bias, plan.order)]);
      return activationNodes(b, sum, attrs.activation as string | undefined, {
        prelu: prelu && perChannel(b, prelu, plan.order),
        leakyreluAlpha: attrs.leakyreluAlpha as number | undefined,
      });
    },
  };
}

/** A vector over channels, shaped to broadcast over TF.js's output. */
function perChannel(b: GraphBuilder, operand: Operand, order: ChannelOrder): string {
  const [length, ...more] = operand.shape;
  const vector = length !== undefined && length > 1 && more.length === 0;
  return order === 'first' && vector ? b.reshape(operand.name, [length, 1, 1]) : operand.name;
}

function inputGradientRow(planner: Planner): KernelRow {
  return {
    inputs: ['dy', 'filter'],
    infer: (_, attrs) => float32(attrs.inputShape as number[]),
    lower(b, [dy, filter], attrs) {
      const plan = planner(attrs.inputShape as number[], filter.shape, attrs);
      if (sizeOf(dy.shape) === 0) return b.node('ConstantOfShape', [b.ints(plan.xShape)]);
      const rank = dy.shape.length;
      const gradient = toChannelsFirst(b, cutTo(b, dy, plan.yShape), rank, plan.order);
      const dx = inputGradientNodes(b, plan.convolution, gradient, filterToWeights(b, plan, filter.name));
      return fromChannelsFirst(b, dx, rank, plan.order);
    },
  };
}

/** TF.js accepts a larger dy than the shapes ask for (in conv2dTranspose) and ignores the rest. */
function cutTo(b: GraphBuilder, operand: Operand, shape: readonly number[]): string {
  if (shape.every((length, axis) => length === operand.shape[axis])) return operand.name;
  return b.node('Slice', [operand.name, b.ints(shape.map(() => 0)), b.ints(shape)]);
}

function filterGradientRow(planner: Planner): KernelRow {
  return {
    inputs: ['x', 'dy'],
    infer: (_, attrs) => float32(attrs.filterShape as number[]),
    lower(b, [x, dy], attrs) {
      const plan = planner(x.shape, attrs.filterShape as number[], attrs);
      if (sizeOf(dy.shape) === 0) return b.node('ConstantOfShape', [b.ints(plan.filterShape)]);
      const [image, gradient] = [x, dy].map(({ name, shape }) =>
        toChannelsFirst(b, name, shape.length, plan.order),
      ) as [string, string];
      return weightsToFilter(b, plan, weightGradientNodes(b, plan.convolution, image, gradient));
    },
  };
}

export const convolution: KernelTable = {
  Conv2D: forwardRow(plan2d),
  Conv2DBackpropInput: inputGradientRow(plan2d),
  Conv2DBackpropFilter: filterGradientRow(plan2d),
  FusedConv2D: fusedRow(plan2d),
  DepthwiseConv2dNative: forwardRow(planDepthwise),
  DepthwiseConv2dNativeBackpropInput: inputGradientRow(planDepthwise),
  DepthwiseConv2dNativeBackpropFilter: filterGradientRow(planDepthwise),
  FusedDepthwiseConv2D: fusedRow(planDepthwise),
  Conv3D: forwardRow(plan3d),
  Conv3DBackpropInputV2: inputGradientRow(plan3d),
  Conv3DBackpropFilterV2: filterGradientRow(plan3d),
};
