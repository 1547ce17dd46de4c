// Convolution and the gradient of its input as ONNX nodes, channels first. x[batch, in, ...spatial],
// w[out, in / groups, ...kernel], y[batch, out, ...positions]; groups is 1 or `in` (depthwise).
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import { sizeOf } from '../kernel-row.ts';
import { blockedConvolution, blockedWeights, channelBlock, reordered, restored } from './blocked-layout.ts';
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
  const attributes = { ...windowAttributes(c.window), group: c.groups };
  // Constant weights: ONNX Runtime chooses layouts itself, over whole chains of convolutions.
  if (b.isConstant(w) || !gainsFromBlocks(b, c)) return b.node('Conv', [x, w], attributes);
  const y = blockedConvolution(b, reordered(b, x), weightBlocks(b, c, w), attributes);
  return restored(b, y, c.outChannels);
}

/**
 * Whether the blocked layout pays for bringing x into it and y back. ms of the plain convolution against the blocked
 * one with both changes of layout, batch 16, one thread with AVX-512. 3x3: 64 channels at 56 px 41/28, 128 at 28 px
 * 32/26, 256 at 14 px 34/29, 512 at 7 px 38/40; stride 2 50/41 to 28 px, 18/21 to 7 px. 1x1: always dearer. Depthwise:
 * 144 channels at 56 px 20/13, 960 at 7 px 5.7/1.2, 32 at 112 px 15/23, stride 2 28/48.
 */
function gainsFromBlocks(b: GraphBuilder, c: Convolution): boolean {
  if (c.window.length !== 2 || !canBlock(b, c)) return false;
  const positions = sizeOf(sizesOf(c.window, 'out'));
  const strided = c.window.some((axis) => axis.stride > 1);
  if (c.groups > 1) return !strided && positions <= 56 * 56;
  return sizeOf(sizesOf(c.window, 'kernel')) > 1 && positions >= (strided ? 28 * 28 : 14 * 14);
}

function canBlock(b: GraphBuilder, c: Convolution): boolean {
  const whole = c.inChannels % 16 === 0 && c.outChannels % 16 === 0;
  const plain = c.groups === 1 || c.inChannels === c.outChannels;
  return whole && plain && !b.portable && channelBlock() > 0;
}

function weightBlocks(b: GraphBuilder, c: Convolution, w: string): string {
  const kernel = sizesOf(c.window, 'kernel');
  if (c.groups === 1) return blockedWeights(b, w, { out: c.outChannels, in: c.inChannels, kernel }, false);
  return depthwiseBlocks(b, c, w);
}

/** Depthwise weights are blocked like a picture of the kernel's size. */
function depthwiseBlocks(b: GraphBuilder, c: Convolution, w: string): string {
  const kernel = sizesOf(c.window, 'kernel');
  return b.reshape(reordered(b, b.reshape(w, [1, c.inChannels, ...kernel])), [c.inChannels, 1, ...kernel]);
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
  const attributes = {
    kernel_shape: sizesOf(window, 'kernel'),
    strides: window.map(() => 1),
    dilations: window.map((axis) => axis.dilation),
    pads: [
      ...window.map((axis) => extentOf(axis) - 1 - axis.before),
      ...window.map((axis) => extentOf(axis) - 1 - axis.after),
    ],
    group: groups,
  };
  if (!blocksGradient(b, c)) return b.node('Conv', [dy, rotatedWeights(b, c, w)], attributes);
  const blocks = groups === 1 ? rotatedBlocks(b, c, w) : depthwiseBlocks(b, c, rotatedWeights(b, c, w));
  return restored(b, blockedConvolution(b, reordered(b, dy), blocks, attributes), c.inChannels);
}

/** As forward; at 7 px also, because blocked weights are quicker to rotate: 48/40 at 512 channels. */
function blocksGradient(b: GraphBuilder, c: Convolution): boolean {
  const kernel = sizeOf(sizesOf(c.window, 'kernel'));
  if (c.groups === 1 && kernel > 1 && c.window.length === 2) return canBlock(b, c);
  return gainsFromBlocks(b, c);
}

function rotatedBlocks(b: GraphBuilder, c: Convolution, w: string): string {
  const shape = { out: c.outChannels, in: c.inChannels, kernel: sizesOf(c.window, 'kernel') };
  return blockedWeights(b, w, shape, true);
}

/** w[out, in / groups, ...kernel] -> [in, out / groups, ...kernel], every kernel reversed. */
function rotatedWeights(b: GraphBuilder, c: Convolution, w: string): string {
  const kernel = sizesOf(c.window, 'kernel');
  const cells = sizeOf(kernel);
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
  return b.node('ConvTranspose', [dy, w], {
    ...attributes,
    pads,
    output_padding: unread,
    group: c.groups,
  });
}
