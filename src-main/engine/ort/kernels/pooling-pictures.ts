// The max pool of `maxPool2d` in fused.ts and its gradient: NCHW pictures, square window.
import type { Attrs, KernelRow, KernelTable } from '../kernel-row.ts';
import { sizesOf, windowAxis } from './convolution-window.ts';
import { maximumGradientNodes, maximumNodes, type Pool } from './pooling-nodes.ts';

export interface PictureMaxPoolAttrs {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

function poolOf([batch, channels, height, width]: readonly number[], attrs: Attrs): Pool {
  const { size: kernel, stride, padding } = attrs as unknown as PictureMaxPoolAttrs;
  const axis = (size: number) =>
    windowAxis({
      size,
      kernel,
      stride,
      dilation: 1,
      before: padding,
      out: Math.floor((size + 2 * padding - kernel) / stride) + 1,
    });
  return { batch, channels, window: [axis(height), axis(width)] };
}

const forward: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    const { batch, channels, window } = poolOf(x.shape, attrs);
    return { shape: [batch, channels, ...sizesOf(window, 'out')], dtype: 'float32' };
  },
  lower: (b, [x], attrs) => maximumNodes(b, poolOf(x.shape, attrs), x.name),
};

const gradient: KernelRow = {
  inputs: ['dy', 'x'],
  infer: ([, x]) => x,
  lower: (b, [dy, x], attrs) => maximumGradientNodes(b, poolOf(x.shape, attrs), dy.name, x.name),
};

export const pictureMaxPool: KernelTable = { FinesseMaxPool: forward, FinesseMaxPoolGradient: gradient };
