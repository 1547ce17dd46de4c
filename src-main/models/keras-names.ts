// Keras' MobileNetV2 in torchvision's terms: layer names and the order of axes. Source: the layer names of
// Keras applications' mobilenet_v2 and torchvision's state dict.

export interface KerasTarget {
  /** Name in torchvision's state dict. */
  readonly name: string;
  /** Axes of the Keras tensor in the order torchvision keeps them; absent for vectors. */
  readonly axes?: readonly number[];
}

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

/** torchvision's name of `<layer>/<weight>` (further names before it are ignored), or undefined for other layers. */
export function kerasMobilenetV2Target(tensorName: string, rank: number): KerasTarget | undefined {
  const [layer = '', weight = ''] = tensorName.split('/').slice(-2);
  const prefix = torchvisionLayer(layer);
  if (prefix === undefined) {
    return undefined;
  }
  if (weight === 'kernel') {
    return { name: `${prefix}.weight`, axes: rank === 2 ? denseAxes : convolutionAxes };
  }
  if (weight === 'depthwise_kernel') {
    return { name: `${prefix}.weight`, axes: depthwiseAxes };
  }
  const vector = vectors[weight];
  return vector === undefined ? undefined : { name: `${prefix}.${vector}` };
}

function torchvisionLayer(layer: string): string | undefined {
  if (Object.hasOwn(singleLayers, layer)) {
    return singleLayers[layer];
  }
  const [, block, part = ''] = /^(?:expanded_conv|block_(\d+))_(\w+)$/.exec(layer) ?? [];
  const parts = block === undefined ? plainParts : expandedParts;
  return Object.hasOwn(parts, part) ? `features.${Number(block ?? 0) + 1}.${parts[part]}` : undefined;
}
