// ONNX Runtime's blocked layout: channels in groups of one vector register, [batch, channels / block, h, w, block].
// Its `com.microsoft.nchwc` operators are meant for its own optimiser but take weights that are computed at run time.
// They are internal, so they are used only where a probe finds them behaving as expected.
import { GraphBuilder } from '../../onnx/graph-builder.ts';
import { encodeModel } from '../../onnx/onnx-encoding.ts';
import { ortTensor, Session } from '../session.ts';

const domain = 'com.microsoft.nchwc';

let probed: number | undefined;

/** Channels in a block on this machine: 16 with AVX-512, 8 with AVX2; 0 where the layout does not exist. */
export function channelBlock(): number {
  probed ??= probe();
  return probed;
}

/** Reorders x[16 channels, 2 cells] of consecutive numbers: the second cell of channel 0 follows the first block. */
function probe(): number {
  const b = new GraphBuilder();
  const y = reordered(b, 'x');
  const shape = [1, 16, 1, 2];
  const graph = {
    inputs: [{ name: 'x', dtype: 'float32', shape } as const],
    outputs: [{ name: y, dtype: 'float32', shape } as const],
    initializers: [],
    nodes: b.nodes,
  };
  let session: Session;
  try {
    session = new Session(encodeModel(graph), { threads: 1, purpose: 'training' });
  } catch {
    // An ONNX Runtime without these operators refuses the graph: the answer asked for, not a failure.
    return 0;
  }
  const x = Float32Array.from({ length: 32 }, (_, index) => index);
  const values = session.run({ x: ortTensor('float32', x, shape) }, { [y]: null })[y].data as Float32Array;
  session.dispose();
  const block = values.indexOf(1);
  return block === 8 || block === 16 ? block : 0;
}

/** x[batch, channels, h, w] into blocks; channels must be a multiple of 16. The nominal shape stays. */
export function reordered(b: GraphBuilder, x: string): string {
  return b.node('ReorderInput', [x], {}, domain);
}

/** Back from blocks to [batch, channels, h, w]. */
export function restored(b: GraphBuilder, x: string, channels: number): string {
  return b.node('ReorderOutput', [x], { channels }, domain);
}

interface BlockedConvolution {
  readonly kernel_shape: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly group: number;
}

/** Convolution of blocked x with blocked weights, see `blockedWeights` and, for depthwise ones, `reordered`. */
export function blockedConvolution(
  b: GraphBuilder,
  x: string,
  w: string,
  attributes: BlockedConvolution,
): string {
  return b.node('Conv', [x, w], { ...attributes }, domain);
}

export interface WeightShape {
  readonly out: number;
  readonly in: number;
  readonly kernel: readonly number[];
}

/**
 * w[out, in, ...kernel] -> [out / block, in / block, ...kernel, block of in, block of out]; with `rotated` the weights
 * of the input gradient, [in / block, out / block, ...kernel reversed, block of out, block of in]. Reversing whole
 * blocks costs little; the nominal shape is that of a weight.
 */
export function blockedWeights(b: GraphBuilder, w: string, shape: WeightShape, rotated: boolean): string {
  const block = channelBlock();
  const cells = shape.kernel.reduce((product, length) => product * length, 1);
  const split = b.reshape(w, [shape.out / block, block, shape.in / block, block, cells]);
  if (!rotated) {
    return b.reshape(b.transpose(split, [0, 2, 4, 3, 1]), [shape.out, shape.in, ...shape.kernel]);
  }
  const swapped = b.transpose(split, [2, 0, 4, 1, 3]);
  const flat = b.reshape(swapped, [shape.in / block, shape.out / block, cells, block * block]);
  const reversed = b.ints(Array.from({ length: cells }, (_, index) => cells - 1 - index));
  return b.reshape(b.node('Gather', [flat, reversed], { axis: 2 }), [shape.in, shape.out, ...shape.kernel]);
}
