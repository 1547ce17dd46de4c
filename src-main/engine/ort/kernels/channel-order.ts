// Channels last is TF.js's habit, channels first is ONNX's.
import type { GraphBuilder } from '../../onnx/graph-builder.ts';

/** Where the channels of a tensor of pictures stand; the batch is always outermost. */
export type ChannelOrder = 'first' | 'last';

/** [batch, ...spatial, channels] -> [batch, channels, ...spatial] where `order` is 'last'. */
export function toChannelsFirst(b: GraphBuilder, x: string, rank: number, order: ChannelOrder): string {
  return order === 'first' ? x : b.transpose(x, [0, rank - 1, ...axes(1, rank - 1)]);
}

/** [batch, channels, ...spatial] -> [batch, ...spatial, channels] where `order` is 'last'. */
export function fromChannelsFirst(b: GraphBuilder, x: string, rank: number, order: ChannelOrder): string {
  return order === 'first' ? x : b.transpose(x, [0, ...axes(2, rank), 1]);
}

function axes(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
