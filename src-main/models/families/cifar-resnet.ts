// The thin ResNet for 32-pixel pictures, with parameter-free shortcuts. Source: He et al. 2015, section 4.2,
// option A; parameters named as in the PyTorch checkpoints of akamaster/pytorch_resnet_cifar10.
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import { imagenetInput, normalisedConvolution, type PictureLayer, pictureStage } from '../image-stages.ts';
import { kaimingNormal, linearUniform } from '../initialisers.ts';
import type { Stage } from '../model.ts';
import type { ModelBuilder } from '../model-builder.ts';
import { countIndexed, sizeAt, toldPicture } from './evidence.ts';
import { defineFamily, type Evidence } from './family.ts';
import { count, pictureFields } from './fields.ts';

const epsilon = 1e-5;
const init = kaimingNormal('fanIn');
const relu = (x: tf.Tensor): tf.Tensor4D => tf.relu(x) as tf.Tensor4D;

const schema = z.strictObject({
  family: z.literal('cifar-resnet'),
  depth: count(1202).refine((depth) => (depth - 2) % 6 === 0 && depth > 2, 'depth must be 6 n + 2'),
  width: z.number().int().min(4).max(1024).multipleOf(4).default(16),
  ...pictureFields(32),
});

type CifarResnetConfig = z.output<typeof schema>;

function stem(build: ModelBuilder, { width, imageSize }: CifarResnetConfig): Stage {
  const conv = normalisedConvolution(
    build,
    { convolution: 'conv1', norm: 'bn1' },
    { inChannels: 3, outChannels: width, kernel: 3, init, epsilon },
  );
  const layer: PictureLayer = {
    parameters: conv.parameters,
    apply: (x, stage, context) => relu(conv.apply(x, stage, context)),
  };
  return pictureStage('stem', layer, { channels: width, size: imageSize, pooled: false });
}

function residualStages(build: ModelBuilder, config: CifarResnetConfig): Stage[] {
  const blocks = (config.depth - 2) / 6;
  const stages: Stage[] = [];
  let inChannels = config.width;
  for (let group = 0; group < 3; group++) {
    const outChannels = config.width * 2 ** group;
    for (let block = 0; block < blocks; block++) {
      const stride = group > 0 && block === 0 ? 2 : 1;
      const name = `layer${group + 1}.${block}`;
      const layer = basicBlock(build, name, { inChannels, outChannels, stride });
      const pooled = group === 2 && block === blocks - 1;
      const size = Math.ceil(config.imageSize / 2 ** group);
      stages.push(pictureStage(name, layer, { channels: outChannels, size, pooled }));
      inChannels = outChannels;
    }
  }
  return stages;
}

interface BlockShape {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly stride: number;
}

function basicBlock(build: ModelBuilder, name: string, shape: BlockShape): PictureLayer {
  const { inChannels, outChannels, stride } = shape;
  const path = (index: number, from: number, step: number) =>
    normalisedConvolution(
      build,
      { convolution: `${name}.conv${index}`, norm: `${name}.bn${index}` },
      { inChannels: from, outChannels, kernel: 3, stride: step, init, epsilon },
    );
  const first = path(1, inChannels, stride);
  const second = path(2, outChannels, 1);
  return {
    parameters: [...first.parameters, ...second.parameters],
    apply(x, stage, context) {
      const hidden = relu(first.apply(x, stage, context));
      const residual = second.apply(hidden, stage, context);
      return relu(tf.add(residual, stride === 1 ? x : paddedShortcut(x, outChannels)));
    },
  };
}

/** Every second row and column of x, with zero channels added evenly in front and behind. */
function paddedShortcut(x: tf.Tensor4D, outChannels: number): tf.Tensor {
  const [batch, channels, height, width] = x.shape;
  const even = tf.pad(x, [
    [0, 0],
    [0, 0],
    [0, height % 2],
    [0, width % 2],
  ]);
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const cells = tf.reshape(even, [batch * channels, rows, 2, columns, 2]);
  const chosen = tf.slice(cells, [0, 0, 0, 0, 0], [batch * channels, rows, 1, columns, 1]);
  const added = (outChannels - channels) / 2;
  return tf.pad(tf.reshape(chosen, [batch, channels, rows, columns]), [
    [0, 0],
    [added, added],
    [0, 0],
    [0, 0],
  ]);
}

function recognise(evidence: Evidence) {
  const { tensors, refusal } = evidence;
  if ([...tensors.keys()].some((name) => /\.(?:downsample|shortcut)\./.test(name)))
    throw refusal('it is a CIFAR ResNet with convolutions in its shortcuts, supported are those without');
  if (tensors.has('layer1.0.conv3.weight'))
    throw refusal('it is a CIFAR ResNet of bottleneck blocks, supported are those of basic blocks');
  const blocks = [1, 2, 3].map((group) => countIndexed(evidence, new RegExp(`^layer${group}\\.(\\d+)\\.`)));
  return {
    depth: 6 * Math.max(...blocks) + 2,
    width: sizeAt(evidence, 'conv1.weight', 0),
    ...toldPicture(evidence),
  };
}

export const cifarResnet = defineFamily<CifarResnetConfig>({
  name: 'cifar-resnet',
  title: 'CIFAR ResNet (20, 32, 44, 56, 110)',
  reads: 'image',
  schema,
  input: imagenetInput,
  backbone: (config, build) => [stem(build, config), ...residualStages(build, config)],
  head: ({ width }) => ({ name: 'linear', width: 4 * width, init, biasInit: linearUniform(4 * width) }),
  /** Also a tensor of every ResNet, which is asked before. */
  marker: 'layer3.0.conv1.weight',
  hubPrefixes: [],
  namings: [],
  recognise,
  readBy: () => null,
});
