// The gradient of a convolution's weights: dw[out, in / groups, ...kernel] from x and dy, channels first. ONNX has no
// operator for it. It is a matrix product over all pictures and positions; the ways to bring the operands into place
// differ by up to eight times, so a rule chooses by shape. Times in ms: batch 16, one thread with AVX-512, 64 -> 64
// channels at 56 px unless said otherwise.
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import { sizeOf } from '../kernel-row.ts';
import { blockedConvolution, channelBlock, reordered, restored } from './blocked-layout.ts';
import type { Convolution } from './convolution-nodes.ts';
import { type SlidingWindow, sizesOf, type WindowAxis } from './convolution-window.ts';
import { matrixProduct } from './matrix-product.ts';

type GradientNodes = (b: GraphBuilder, c: Convolution, x: string, dy: string) => string;

/** dw[out, in / groups, ...kernel]. */
export const weightGradientNodes: GradientNodes = (b, c, x, dy) => chosenWay(b, c)(b, c, x, dy);

function chosenWay(b: GraphBuilder, c: Convolution): GradientNodes {
  if (c.groups > 1) return blocksDepthwise(b, c) ? blockedDepthwise : groupedConvolution;
  if (c.window.length !== 2 || c.window.some((axis) => axis.dilation > 1)) return swappedConvolution;
  const positions = sizeOf(sizesOf(c.window, 'out'));
  // 512 channels at 7 px 36 against 64; 256 at 14 px 38 against 41. 1x1: 2048 -> 512 at 7 px 14 against 61.
  if (positions <= 196) return longProduct;
  // 1x1 64 -> 256: 13 against 46 for the long product.
  if (sizeOf(sizesOf(c.window, 'kernel')) === 1) return productPerOffset;
  // The 7x7 stem: 114 against 161 for the swapped convolution; a 3x3 stem: 29 against 22.
  if (c.inChannels < 16) return c.window[1].kernel > 3 ? productPerRow : swappedConvolution;
  // Stride 1: 52 against 108 for the swapped convolution. Stride 2: columns are picked once for each offset.
  return c.window[1].stride === 1 ? productPerOffset : productPerRow;
}

/** Depthwise 144 channels: 20 against 128. */
function blocksDepthwise(b: GraphBuilder, c: Convolution): boolean {
  return (
    !b.portable && c.outChannels === c.inChannels && (c.batch * c.inChannels) % 16 === 0 && channelBlock() > 0
  );
}

/** x with its padding, so that every offset of the kernel is a slice. Unread cells are cut off. */
function padded(b: GraphBuilder, window: SlidingWindow, x: string, after: readonly number[]): string {
  const pads = [0, 0, ...window.map((axis) => axis.before), 0, 0, ...after];
  return pads.every((pad) => pad === 0) ? x : b.node('Pad', [x, b.ints(pads)]);
}

/** The cells of a padded axis that the kernel cell `offset` meets. */
function span(axis: WindowAxis, offset: number): { start: number; end: number; step: number } {
  return { start: offset, end: offset + (axis.out - 1) * axis.stride + 1, step: axis.stride };
}

function sliced(
  b: GraphBuilder,
  x: string,
  spans: readonly { start: number; end: number; step: number }[],
  firstAxis: number,
): string {
  return b.node('Slice', [
    x,
    b.ints(spans.map(({ start }) => start)),
    b.ints(spans.map(({ end }) => end)),
    b.ints(spans.map((_, index) => firstAxis + index)),
    b.ints(spans.map(({ step }) => step)),
  ]);
}

/** For each kernel cell, row by row, the part of x it meets: [.., .., outHeight, outWidth]. */
function offsetSlices(b: GraphBuilder, { window }: Convolution, x: string): string[] {
  const image = padded(b, window, x, sizesAfter(window));
  const [rows, columns] = window;
  const whole = window.every((axis) => axis.kernel === 1 && axis.stride === 1 && axis.after >= 0);
  if (whole) return [image];
  return range(rows.kernel).flatMap((row) =>
    range(columns.kernel).map((column) => sliced(b, image, [span(rows, row), span(columns, column)], 2)),
  );
}

function sizesAfter(window: SlidingWindow): number[] {
  return window.map((axis) => axis.after);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** left right^T over the last axis, picture by picture. */
const perPicture = { rank: 3, transposeB: true } as const;

function sumOfPictures(b: GraphBuilder, x: string): string {
  return b.node('ReduceSum', [x, b.ints([0])], { keepdims: 0 });
}

/** One product over all pictures and positions; few positions a picture make products of single pictures slow. */
const longProduct: GradientNodes = (b, c, x, dy) => {
  const { batch, inChannels, outChannels, window } = c;
  const positions = batch * sizeOf(sizesOf(window, 'out'));
  const kernel = sizesOf(window, 'kernel');
  const slices = offsetSlices(b, c, b.transpose(x, [1, 0, 2, 3])).map((slice) =>
    b.reshape(slice, [inChannels, 1, positions]),
  );
  const columns = slices.length === 1 ? slices[0] : b.node('Concat', slices, { axis: 1 });
  const gradient = b.reshape(b.transpose(dy, [1, 0, 2, 3]), [outChannels, positions]);
  const matrix = b.reshape(columns, [inChannels * sizeOf(kernel), positions]);
  return b.reshape(matrixProduct(b, gradient, matrix, { rank: 2, transposeB: true }), [
    outChannels,
    inChannels,
    ...kernel,
  ]);
};

/** For each kernel cell a product for each picture, then the sum over the pictures. */
const productPerOffset: GradientNodes = (b, c, x, dy) => {
  const { batch, inChannels, outChannels, window } = c;
  const positions = sizeOf(sizesOf(window, 'out'));
  const kernel = sizesOf(window, 'kernel');
  const gradient = b.reshape(dy, [batch, outChannels, positions]);
  const parts = offsetSlices(b, c, x).map((slice) =>
    sumOfPictures(
      b,
      matrixProduct(b, gradient, b.reshape(slice, [batch, inChannels, positions]), perPicture),
    ),
  );
  const shape = [outChannels, inChannels, ...kernel];
  if (parts.length === 1) return b.reshape(parts[0], shape);
  const together = b.reshape(b.node('Concat', parts, { axis: 0 }), [parts.length, outChannels, inChannels]);
  return b.reshape(b.transpose(together, [1, 2, 0]), shape);
};

/**
 * The columns that each kernel column meets are picked once, over all rows; rows are then split by phase of the
 * stride, which makes what a kernel row meets one piece of memory. One product for each kernel row and picture.
 */
const productPerRow: GradientNodes = (b, c, x, dy) => {
  const { batch, inChannels, outChannels, window } = c;
  const [rows, columns] = window;
  const read = Math.ceil((rows.before + rows.size + Math.max(0, rows.after)) / rows.stride) * rows.stride;
  const image = padded(b, window, x, [read - rows.before - rows.size, columns.after]);
  const picked = range(columns.kernel).map((column) => sliced(b, image, [span(columns, column)], 3));
  const channels = columns.kernel * inChannels;
  const phases = b.reshape(b.node('Concat', picked, { axis: 1 }), [
    batch,
    channels,
    read / rows.stride,
    rows.stride,
    columns.out,
  ]);
  const gradient = b.reshape(dy, [batch, outChannels, rows.out * columns.out]);
  const parts = range(rows.kernel).map((row) => {
    const [first, phase] = [Math.floor(row / rows.stride), row % rows.stride];
    const spans = [
      { start: first, end: first + rows.out, step: 1 },
      { start: phase, end: phase + 1, step: 1 },
    ];
    const met = b.reshape(sliced(b, phases, spans, 2), [batch, channels, rows.out * columns.out]);
    return sumOfPictures(b, matrixProduct(b, gradient, met, perPicture));
  });
  const together = b.reshape(b.node('Concat', parts, { axis: 0 }), [
    rows.kernel,
    outChannels,
    columns.kernel,
    inChannels,
  ]);
  return b.transpose(together, [1, 3, 0, 2]);
};

/** Strides and dilations change places where dy is the kernel: each kernel cell of dw reads one cell in `stride`. */
function gradientWindow(window: SlidingWindow) {
  return {
    kernel_shape: sizesOf(window, 'out'),
    strides: window.map((axis) => axis.dilation),
    dilations: window.map((axis) => axis.stride),
    pads: [...window.map((axis) => axis.before), ...window.map((axis) => Math.max(0, axis.after))],
  };
}

/** Convolves x with dy, batch and channels exchanged. Serves every shape without groups. */
const swappedConvolution: GradientNodes = (b, { window }, x, dy) => {
  const exchange = [1, 0, ...window.map((_, index) => index + 2)];
  const result = b.node(
    'Conv',
    [b.transpose(x, exchange), b.transpose(dy, exchange)],
    gradientWindow(window),
  );
  return b.transpose(withoutUnread(b, window, result), exchange);
};

/** Depthwise: every picture and channel is a group of its own; then the sum over the pictures. */
const groupedConvolution: GradientNodes = (b, c, x, dy) => {
  const [image, kernel] = picturesAsChannels(b, c, x, dy);
  const group = c.batch * c.inChannels;
  return sumOfGroups(b, c, b.node('Conv', [image, kernel], { ...gradientWindow(c.window), group }));
};

/** The same in blocked layout, where a block of channels of one picture is computed at a time. */
const blockedDepthwise: GradientNodes = (b, c, x, dy) => {
  const [image, kernel] = picturesAsChannels(b, c, x, dy);
  const group = c.batch * c.inChannels;
  const out = sizesOf(c.window, 'out');
  const blockedKernel = b.reshape(reordered(b, b.reshape(kernel, [1, group, ...out])), [group, 1, ...out]);
  const attributes = { ...gradientWindow(c.window), group };
  const result = blockedConvolution(b, reordered(b, image), blockedKernel, attributes);
  return sumOfGroups(b, c, restored(b, result, group));
};

function picturesAsChannels(b: GraphBuilder, c: Convolution, x: string, dy: string): [string, string] {
  const { batch, inChannels, outChannels, window } = c;
  return [
    b.reshape(x, [1, batch * inChannels, ...sizesOf(window, 'size')]),
    b.reshape(dy, [batch * outChannels, 1, ...sizesOf(window, 'out')]),
  ];
}

function sumOfGroups(b: GraphBuilder, { batch, outChannels, window }: Convolution, groups: string): string {
  const shape = [batch, outChannels, 1, ...sizesOf(window, 'kernel')];
  return sumOfPictures(b, b.reshape(withoutUnread(b, window, groups), shape));
}

/** Input cells that no window read make the result larger than the kernel: cut it. */
function withoutUnread(b: GraphBuilder, window: SlidingWindow, result: string): string {
  if (window.every((axis) => -axis.after < axis.dilation)) return result;
  const spans = window.map((axis) => ({ start: 0, end: axis.kernel, step: 1 }));
  return sliced(b, result, spans, 2);
}
