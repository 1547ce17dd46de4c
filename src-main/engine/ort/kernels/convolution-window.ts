// How a window slides over pictures: the geometry that convolutions, pools and their gradients share.
// All of it is known when an op is recorded.
import type { backend_util } from '@tensorflow/tfjs-core';

/** One spatial axis of a sliding window. */
export interface WindowAxis {
  /** Input cells. */
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding cells before the input. */
  readonly before: number;
  /** Padding cells that the last window reads after the input; negative where input cells are left unread. */
  readonly after: number;
  /** Positions of the window. */
  readonly out: number;
}

/** The spatial axes of a window, outermost first. */
export type SlidingWindow = readonly WindowAxis[];

type AxisSizes = Omit<WindowAxis, 'after'>;

/** An axis with `after` derived from the number of positions. */
export function windowAxis(sizes: AxisSizes): WindowAxis {
  const reach = (sizes.out - 1) * sizes.stride + extentOf(sizes);
  return { ...sizes, after: reach - sizes.size - sizes.before };
}

/** Cells from the first to the last one a window reads. */
export function extentOf(axis: Pick<WindowAxis, 'kernel' | 'dilation'>): number {
  return (axis.kernel - 1) * axis.dilation + 1;
}

/** The window of a TF.js 2-D convolution or pool. */
export function window2d(info: backend_util.Conv2DInfo): SlidingWindow {
  return [
    windowAxis({
      size: info.inHeight,
      kernel: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: info.padInfo.top,
      out: info.outHeight,
    }),
    windowAxis({
      size: info.inWidth,
      kernel: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: info.padInfo.left,
      out: info.outWidth,
    }),
  ];
}

/** The window of a TF.js 3-D convolution or pool. */
export function window3d(info: backend_util.Conv3DInfo): SlidingWindow {
  const depth = windowAxis({
    size: info.inDepth,
    kernel: info.filterDepth,
    stride: info.strideDepth,
    dilation: info.dilationDepth,
    before: info.padInfo.front,
    out: info.outDepth,
  });
  return [depth, ...window2d(info as unknown as backend_util.Conv2DInfo)]; // A Conv3DInfo holds a Conv2DInfo's fields.
}

/** ONNX attributes of a window; padding that is never read is left out. */
export function windowAttributes(window: SlidingWindow): {
  kernel_shape: number[];
  strides: number[];
  dilations: number[];
  pads: number[];
} {
  return {
    kernel_shape: window.map((axis) => axis.kernel),
    strides: window.map((axis) => axis.stride),
    dilations: window.map((axis) => axis.dilation),
    pads: [...window.map((axis) => axis.before), ...window.map((axis) => Math.max(0, axis.after))],
  };
}

/** Sizes of a spatial quantity of each axis. */
export function sizesOf(window: SlidingWindow, quantity: 'size' | 'kernel' | 'out'): number[] {
  return window.map((axis) => axis[quantity]);
}
