// Convolution and its two gradients as ONNX nodes, channels first. x[batch, in, ...spatial],
// w[out, in / groups, ...kernel], y[batch, out, ...positions]; groups is 1 or `in` (depthwise).
// Rules for speed stand in convolution-rules.ts; what is here serves every shape.
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import { extentOf, type SlidingWindow, sizesOf, windowAttributes } from './convolution-window.ts';

export interface Convolution {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly window: SlidingWindow;
}

/** y = x * w. */
export function forwardNodes(b: GraphBuilder, c: Convolution, x: string, w: string): string {
  return b.node('Conv', [x, w], { ...windowAttributes(c.window), group: c.groups });
}

/** dx[batch, in, ...spatial] from dy and w. */
export function inputGradientNodes(b: GraphBuilder, c: Convolution, dy: string, w: string): string {
  return canRotate(c) ? rotatedConvolution(b, c, dy, w) : transposedConvolution(b, c, dy, w);
}

function canRotate({ window }: Convolution): boolean {
  return window.every(
    (axis) => axis.stride === 1 && axis.before < extentOf(axis) && axis.after < extentOf(axis),
  );
}

/** At stride 1 the gradient is a convolution of dy with the rotated kernel, in and out exchanged. */
function rotatedConvolution(b: GraphBuilder, c: Convolution, dy: string, w: string): string {
  const { window, groups } = c;
  return b.node('Conv', [dy, rotatedWeights(b, c, w)], {
    kernel_shape: sizesOf(window, 'kernel'),
    strides: window.map(() => 1),
    dilations: window.map((axis) => axis.dilation),
    pads: [
      ...window.map((axis) => extentOf(axis) - 1 - axis.before),
      ...window.map((axis) => extentOf(axis) - 1 - axis.after),
    ],
    group: groups,
  });
}

/** w[out, in / groups, ...kernel] -> [in, out / groups, ...kernel], every kernel reversed. */
function rotatedWeights(b: GraphBuilder, c: Convolution, w: string): string {
  const kernel = sizesOf(c.window, 'kernel');
  const cells = kernel.reduce((product, length) => product * length, 1);
  const { inChannels, outChannels, groups } = c;
  const swapped = groups === 1 ? b.transpose(w, [1, 0, ...kernel.map((_, index) => index + 2)]) : w;
  if (cells === 1 && groups === 1) return swapped;
  const flat = b.reshape(swapped, [inChannels, outChannels / groups, cells]);
  const reversed = Array.from({ length: cells }, (_, index) => cells - 1 - index);
  const rotated = cells === 1 ? flat : b.node('Gather', [flat, b.ints(reversed)], { axis: 2 });
  return b.reshape(rotated, [inChannels, outChannels / groups, ...kernel]);
}

function transposedConvolution(b: GraphBuilder, c: Convolution, dy: string, w: string): string {
  const { pads, ...attributes } = windowAttributes(c.window);
  const unread = c.window.map((axis) => Math.max(0, -axis.after));
  return b.node('ConvTranspose', [dy, w], { ...attributes, pads, output_padding: unread, group: c.groups });
}

/** dw[out, in / groups, ...kernel] from x and dy. */
export function weightGradientNodes(b: GraphBuilder, c: Convolution, x: string, dy: string): string {
  return c.groups === 1 ? swappedConvolution(b, c, x, dy) : groupedConvolution(b, c, x, dy);
}

/** Strides and dilations change places where dy is the kernel: each kernel cell of dw reads one cell in `stride`. */
function gradientWindow(window: SlidingWindow) {
  return {
    kernel_shape: sizesOf(window, 'out'),
    strides: window.map((axis) => axis.dilation),
    dilations: window.map((axis) => axis.stride),
    pads: [...window.map((axis) => axis.before), ...window.map((axis) => Math.max(0, axis.after))],
  };
}

/** Convolves x with dy, batch and channels exchanged. */
function swappedConvolution(b: GraphBuilder, c: Convolution, x: string, dy: string): string {
  const exchange = [1, 0, ...c.window.map((_, index) => index + 2)];
  const product = b.node(
    'Conv',
    [b.transpose(x, exchange), b.transpose(dy, exchange)],
    gradientWindow(c.window),
  );
  return b.transpose(withoutUnread(b, c.window, product), exchange);
}

/** Depthwise: every picture and channel is a group of its own; then the sum over the pictures. */
function groupedConvolution(b: GraphBuilder, c: Convolution, x: string, dy: string): string {
  const { batch, inChannels, outChannels, window } = c;
  const image = b.reshape(x, [1, batch * inChannels, ...sizesOf(window, 'size')]);
  const kernel = b.reshape(dy, [batch * outChannels, 1, ...sizesOf(window, 'out')]);
  const product = b.node('Conv', [image, kernel], { ...gradientWindow(window), group: batch * inChannels });
  const perPicture = b.reshape(withoutUnread(b, window, product), [
    batch,
    outChannels,
    1,
    ...sizesOf(window, 'kernel'),
  ]);
  return b.node('ReduceSum', [perPicture, b.ints([0])], { keepdims: 0 });
}

/** Input cells that no window read make the product larger than the kernel: cut it. */
function withoutUnread(b: GraphBuilder, window: SlidingWindow, product: string): string {
  if (window.every((axis) => -axis.after < axis.dilation)) return product;
  const starts = b.ints(window.map(() => 0));
  const axes = b.ints(window.map((_, index) => index + 2));
  return b.node('Slice', [product, starts, b.ints(sizesOf(window, 'kernel')), axes]);
}
