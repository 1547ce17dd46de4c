// The parts of Inception v3 as a table: what each convolution is called and how its window lies. Source: torchvision's
// models/inception.py.
import type { ConvolutionShape } from '../layers.ts';

type Window = Pick<ConvolutionShape, 'kernel' | 'stride' | 'padding'>;

/** Followed by batch norm and ReLU. */
export interface Convolution {
  readonly name: string;
  /** At width 1. */
  readonly channels: number;
  readonly window: Window;
}

/** One way through a part: `max` is pooling alone. */
export type Branch =
  | 'max'
  | {
      /** The mean of 3 x 3 cells comes first. */
      readonly pools?: boolean;
      readonly convolutions: readonly Convolution[];
      /** Convolutions beside each other at the end. */
      readonly ends?: readonly Convolution[];
    };

export type Part = { readonly name: string; sizeAfter(size: number): number } & (
  | { readonly kind: 'plain'; readonly convolution: Convolution; readonly pools: boolean }
  | { readonly kind: 'branches'; readonly branches: readonly Branch[] }
);

/** Padded so that the size stays, unless a stride is given: windows of stride 2 are not padded. */
const conv = (name: string, channels: number, kernel: Window['kernel'], stride: 1 | 2 = 1): Convolution => ({
  name,
  channels,
  window: stride === 1 ? { kernel } : { kernel, stride, padding: 0 },
});

const halved = (size: number) => Math.floor((size - 3) / 2) + 1;
const same = (size: number) => size;

function plain(name: string, channels: number, window: Window, pools = false): Part {
  const { kernel, stride = 1, padding } = window;
  const side = kernel as number; // plain parts have square windows
  const around = typeof padding === 'number' ? padding : (side - 1) / 2;
  const convolved = (size: number) => Math.floor((size + 2 * around - side) / stride) + 1;
  return {
    name,
    kind: 'plain',
    convolution: { name, channels, window },
    pools,
    sizeAfter: (size) => (pools ? halved(convolved(size)) : convolved(size)),
  };
}

/** InceptionA. */
const fine = (name: string, pool: number): Part => ({
  name,
  kind: 'branches',
  sizeAfter: same,
  branches: [
    { convolutions: [conv('branch1x1', 64, 1)] },
    { convolutions: [conv('branch5x5_1', 48, 1), conv('branch5x5_2', 64, 5)] },
    {
      convolutions: [
        conv('branch3x3dbl_1', 64, 1),
        conv('branch3x3dbl_2', 96, 3),
        conv('branch3x3dbl_3', 96, 3),
      ],
    },
    { pools: true, convolutions: [conv('branch_pool', pool, 1)] },
  ],
});

/** InceptionC: windows of 7 x 7 as one of each side. */
const factorised = (name: string, inner: number): Part => ({
  name,
  kind: 'branches',
  sizeAfter: same,
  branches: [
    { convolutions: [conv('branch1x1', 192, 1)] },
    {
      convolutions: [
        conv('branch7x7_1', inner, 1),
        conv('branch7x7_2', inner, [1, 7]),
        conv('branch7x7_3', 192, [7, 1]),
      ],
    },
    {
      convolutions: [
        conv('branch7x7dbl_1', inner, 1),
        conv('branch7x7dbl_2', inner, [7, 1]),
        conv('branch7x7dbl_3', inner, [1, 7]),
        conv('branch7x7dbl_4', inner, [7, 1]),
        conv('branch7x7dbl_5', 192, [1, 7]),
      ],
    },
    { pools: true, convolutions: [conv('branch_pool', 192, 1)] },
  ],
});

/** InceptionE. */
const wide = (name: string): Part => ({
  name,
  kind: 'branches',
  sizeAfter: same,
  branches: [
    { convolutions: [conv('branch1x1', 320, 1)] },
    {
      convolutions: [conv('branch3x3_1', 384, 1)],
      ends: [conv('branch3x3_2a', 384, [1, 3]), conv('branch3x3_2b', 384, [3, 1])],
    },
    {
      convolutions: [conv('branch3x3dbl_1', 448, 1), conv('branch3x3dbl_2', 384, 3)],
      ends: [conv('branch3x3dbl_3a', 384, [1, 3]), conv('branch3x3dbl_3b', 384, [3, 1])],
    },
    { pools: true, convolutions: [conv('branch_pool', 192, 1)] },
  ],
});

export const parts: readonly Part[] = [
  plain('Conv2d_1a_3x3', 32, { kernel: 3, stride: 2, padding: 0 }),
  plain('Conv2d_2a_3x3', 32, { kernel: 3, padding: 0 }),
  plain('Conv2d_2b_3x3', 64, { kernel: 3 }, true),
  plain('Conv2d_3b_1x1', 80, { kernel: 1 }),
  plain('Conv2d_4a_3x3', 192, { kernel: 3, padding: 0 }, true),
  fine('Mixed_5b', 32),
  fine('Mixed_5c', 64),
  fine('Mixed_5d', 64),
  {
    name: 'Mixed_6a',
    kind: 'branches',
    sizeAfter: halved,
    branches: [
      { convolutions: [conv('branch3x3', 384, 3, 2)] },
      {
        convolutions: [
          conv('branch3x3dbl_1', 64, 1),
          conv('branch3x3dbl_2', 96, 3),
          conv('branch3x3dbl_3', 96, 3, 2),
        ],
      },
      'max',
    ],
  },
  factorised('Mixed_6b', 128),
  factorised('Mixed_6c', 160),
  factorised('Mixed_6d', 160),
  factorised('Mixed_6e', 192),
  {
    name: 'Mixed_7a',
    kind: 'branches',
    sizeAfter: halved,
    branches: [
      { convolutions: [conv('branch3x3_1', 192, 1), conv('branch3x3_2', 320, 3, 2)] },
      {
        convolutions: [
          conv('branch7x7x3_1', 192, 1),
          conv('branch7x7x3_2', 192, [1, 7]),
          conv('branch7x7x3_3', 192, [7, 1]),
          conv('branch7x7x3_4', 192, 3, 2),
        ],
      },
      'max',
    ],
  },
  wide('Mixed_7b'),
  wide('Mixed_7c'),
];

/** Channels of the last part, 2048 at width 1. */
export function classifierWidth(channels: (atWidth1: number) => number): number {
  return channels(320) + 4 * channels(384) + channels(192);
}
