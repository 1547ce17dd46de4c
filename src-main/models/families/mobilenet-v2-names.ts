// MobileNetV2's tensors in other programs, in torchvision's terms. Sources: the layer names of Keras applications'
// mobilenet_v2 (with the order of its axes); transformers/models/mobilenet_v2/modeling_mobilenet_v2.py.
import { type NameRule, type Naming, normTensors, type Renamed, renameByRules } from '../naming.ts';

/** torchvision's Sequential positions of an inverted residual's parts, with and without expansion. */
const expandedParts: Readonly<Record<string, string>> = {
  expand: 'conv.0.0',
  expand_BN: 'conv.0.1',
  depthwise: 'conv.1.0',
  depthwise_BN: 'conv.1.1',
  project: 'conv.2',
  project_BN: 'conv.3',
};
const plainParts: Readonly<Record<string, string>> = {
  depthwise: 'conv.0.0',
  depthwise_BN: 'conv.0.1',
  project: 'conv.1',
  project_BN: 'conv.2',
};
const singleLayers: Readonly<Record<string, string>> = {
  Conv1: 'features.0.0',
  bn_Conv1: 'features.0.1',
  Conv_1: 'features.18.0',
  Conv_1_bn: 'features.18.1',
  predictions: 'classifier.1',
  Logits: 'classifier.1',
};

/** Height, width, in, out -> out, in, height, width. */
const convolutionAxes = [3, 2, 0, 1];
/** Height, width, channels, 1 -> channels, 1, height, width. */
const depthwiseAxes = [2, 3, 0, 1];
/** In, out -> out, in. */
const denseAxes = [1, 0];

const vectors: Readonly<Record<string, string>> = {
  gamma: 'weight',
  beta: 'bias',
  bias: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** torchvision's name of `<layer>/<weight>`; further names before it are ignored. */
function kerasTarget(tensorName: string, rank: number): Renamed | undefined {
  const [layer = '', weight = ''] = tensorName.split('/').slice(-2);
  const prefix = torchvisionLayer(layer);
  if (prefix === undefined) return undefined;
  if (weight === 'kernel')
    return { name: `${prefix}.weight`, axes: rank === 2 ? denseAxes : convolutionAxes };
  if (weight === 'depthwise_kernel') return { name: `${prefix}.weight`, axes: depthwiseAxes };
  const vector = vectors[weight];
  return vector === undefined ? undefined : { name: `${prefix}.${vector}` };
}

function torchvisionLayer(layer: string): string | undefined {
  if (Object.hasOwn(singleLayers, layer)) return singleLayers[layer];
  const [, block, part = ''] = /^(?:expanded_conv|block_(\d+))_(\w+)$/.exec(layer) ?? [];
  const parts = block === undefined ? plainParts : expandedParts;
  return Object.hasOwn(parts, part) ? `features.${Number(block ?? 0) + 1}.${parts[part]}` : undefined;
}

export const kerasNaming: Naming = {
  of: 'Keras',
  tells: /(?:^|\/)(?:expanded_conv|block_\d+)_(?:expand|depthwise|project)\/(?:depthwise_)?kernel$/,
  rename: kerasTarget,
};

/** Convolution and norm of one of Transformers' MobileNetV2 layers, where torchvision has them. */
function hubLayer(
  layer: string,
  places: (...groups: string[]) => readonly [convolution: string, norm: string],
): NameRule[] {
  return [
    [
      new RegExp(String.raw`${layer}\.convolution\.weight$`),
      (...groups) => `features.${places(...groups)[0]}.weight`,
    ],
    [
      new RegExp(String.raw`${layer}\.normalization\.${normTensors}`),
      (...groups) => `features.${places(...groups)[1]}.${groups.at(-1)}`,
    ],
  ];
}

/** torchvision counts the stem as feature 0 and the block without expansion as 1; Transformers joins the two. */
const feature = (layer: string | undefined) => Number(layer) + 2;

const hubRules: readonly NameRule[] = [
  ...hubLayer(String.raw`conv_stem\.first_conv`, () => ['0.0', '0.1']),
  ...hubLayer(String.raw`conv_stem\.conv_3x3`, () => ['1.conv.0.0', '1.conv.0.1']),
  ...hubLayer(String.raw`conv_stem\.reduce_1x1`, () => ['1.conv.1', '1.conv.2']),
  ...hubLayer(String.raw`layer\.(\d+)\.expand_1x1`, (at) => [
    `${feature(at)}.conv.0.0`,
    `${feature(at)}.conv.0.1`,
  ]),
  ...hubLayer(String.raw`layer\.(\d+)\.conv_3x3`, (at) => [
    `${feature(at)}.conv.1.0`,
    `${feature(at)}.conv.1.1`,
  ]),
  ...hubLayer(String.raw`layer\.(\d+)\.reduce_1x1`, (at) => [
    `${feature(at)}.conv.2`,
    `${feature(at)}.conv.3`,
  ]),
  ...hubLayer('conv_1x1', () => ['18.0', '18.1']),
  [/classifier\.(weight|bias)$/, (end) => `classifier.1.${end}`],
];

export const hubNaming: Naming = {
  of: 'Transformers',
  tells: /(?:^|\.)conv_stem\.first_conv\.convolution\.weight$/,
  rename: renameByRules(hubRules),
};
