// The convolution of `conv2d` in fused.ts and its two gradients: NCHW pictures, weights as PyTorch keeps them.
import type { Attrs, KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';
import { sizeOf } from '../kernel-row.ts';
import { type Convolution, forwardNodes, inputGradientNodes } from './convolution-nodes.ts';
import { weightGradientNodes } from './convolution-weight-gradient.ts';
import { sizesOf, windowAxis } from './convolution-window.ts';

/** Attributes of the three kernels; the gradients also know the shape of what they make. */
export interface PictureConvolutionAttrs {
  readonly stride: number;
  /** top, bottom, left, right */
  readonly padding: readonly [number, number, number, number];
  /** 1, or the number of input channels. */
  readonly groups: number;
}

/** Throws where the shapes do not belong together. */
function convolutionOf(xShape: readonly number[], weightShape: readonly number[], attrs: Attrs): Convolution {
  const { stride, padding, groups } = attrs as unknown as PictureConvolutionAttrs;
  const [batch, inChannels, height, width] = xShape;
  const [outChannels, channelsPerGroup, kernelHeight, kernelWidth] = weightShape;
  if (channelsPerGroup * groups !== inChannels || (groups !== 1 && groups !== inChannels)) {
    throw new Error(
      `Error in conv2d: x [${xShape}] and weight [${weightShape}] do not agree for ${groups} groups; ` +
        'weight must be [out, in / groups, height, width] and groups 1 or the number of input channels.',
    );
  }
  const [top, bottom, left, right] = padding;
  const axis = (size: number, kernel: number, [before, after]: [number, number]) =>
    windowAxis({
      size,
      kernel,
      stride,
      dilation: 1,
      before,
      out: Math.floor((size + before + after - kernel) / stride) + 1,
    });
  const window = [axis(height, kernelHeight, [top, bottom]), axis(width, kernelWidth, [left, right])];
  return { batch, inChannels, outChannels, groups, window };
}

const float32 = (shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });

const forward: KernelRow = {
  inputs: ['x', 'weight'],
  infer([x, weight], attrs) {
    const c = convolutionOf(x.shape, weight.shape, attrs);
    return float32([c.batch, c.outChannels, ...sizesOf(c.window, 'out')]);
  },
  lower: (b, [x, weight], attrs) =>
    forwardNodes(b, convolutionOf(x.shape, weight.shape, attrs), x.name, weight.name),
};

/** attrs.inputShape is the shape of x. */
const inputGradient: KernelRow = {
  inputs: ['dy', 'weight'],
  infer: (_, attrs) => float32(attrs.inputShape as number[]),
  lower(b, [dy, weight], attrs) {
    const c = convolutionOf(attrs.inputShape as number[], weight.shape, attrs);
    return inputGradientNodes(b, c, dy.name, weight.name);
  },
};

/** attrs.weightShape is the shape of the weight. */
const weightGradient: KernelRow = {
  inputs: ['x', 'dy'],
  infer: (_, attrs) => float32(attrs.weightShape as number[]),
  lower(b, [x, dy], attrs) {
    if (sizeOf(dy.shape) === 0) return b.node('ConstantOfShape', [b.ints(attrs.weightShape as number[])]);
    const c = convolutionOf(x.shape, attrs.weightShape as number[], attrs);
    return weightGradientNodes(b, c, x.name, dy.name);
  },
};

export const pictureConvolution: KernelTable = {
  FinesseConv2d: forward,
  FinesseConv2dInputGradient: inputGradient,
  FinesseConv2dWeightGradient: weightGradient,
};
