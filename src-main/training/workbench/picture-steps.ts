// What is done to one picture on its way into the network, in numbers. Pure.
import type { ChannelStatistics, PictureStep } from './preprocessing-report.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

type Resize = Extract<PictureStep, { step: 'resize' }>;

/** What is lost, distorted or filled up when a picture is brought to the network's size. */
export function resizeStep(from: Size, to: Size, method: Resize['method']): Resize {
  const [x, y] = [to.width / from.width, to.height / from.height];
  const [larger, smaller] = [Math.max(x, y), Math.min(x, y)];
  const kept = (to.width / larger) * (to.height / larger);
  const filled = from.width * smaller * (from.height * smaller);
  return {
    step: 'resize',
    method,
    from: [from.width, from.height],
    to: [to.width, to.height],
    lost: method === 'crop' ? 1 - kept / (from.width * from.height) : 0,
    distortion: method === 'squash' ? larger / smaller - 1 : 0,
    padding: method === 'pad' ? 1 - filled / (to.width * to.height) : 0,
    scale: method === 'crop' ? larger : method === 'pad' ? smaller : Math.sqrt(x * y),
  };
}

/** Statistics of uint8[pixels, 3] before, and of (value / 255 - mean) / std after. */
export function normaliseStep(
  pixels: Uint8Array,
  { mean, std }: { readonly mean: readonly number[]; readonly std: readonly number[] },
): Extract<PictureStep, { step: 'normalise' }> {
  const before = pixelStatistics(pixels);
  const change = (value: number, channel: number) => (value / 255 - mean[channel]!) / std[channel]!;
  const ends = [0, 1, 2].flatMap((channel) => [change(before.min, channel), change(before.max, channel)]);
  const after = {
    mean: before.mean.map(change),
    std: before.std.map((value, channel) => value / 255 / std[channel]!),
    min: Math.min(...ends),
    max: Math.max(...ends),
  };
  return { step: 'normalise', before, after };
}

function pixelStatistics(pixels: Uint8Array): ChannelStatistics {
  const count = pixels.length / 3;
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  let [min, max] = [255, 0];
  for (let at = 0; at < pixels.length; at++) {
    const value = pixels[at]!;
    sums[at % 3]! += value;
    squares[at % 3]! += value * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sums.map((sum) => sum / count);
  const std = squares.map((square, channel) => Math.sqrt(Math.max(0, square / count - mean[channel]! ** 2)));
  return { mean, std, min, max };
}
