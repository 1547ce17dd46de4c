// ResNet for ImageNet-sized pictures, parameters named as in torchvision. Source: He et al. 2015; torchvision's v1.5
// form of the bottleneck, which strides in its 3x3 convolution.
import * as tf from '@tensorflow/tfjs-core';
import { maxPool2d } from '../engine/fused.ts';
import type { ResnetConfig } from './architecture.ts';
import { classifierHead } from './classifier-head.ts';
import { imagenetInput, normalisedConvolution, type PictureLayer, pictureStage } from './image-stages.ts';
import { kaimingNormal, linearUniform } from './initialisers.ts';
import type { Model, Stage } from './model.ts';
import { assembleModel, type BuildOptions, type ModelBuilder, modelBuilder } from './model-builder.ts';

const epsilon = 1e-5;
const init = kaimingNormal('fanOut');
const relu = (x: tf.Tensor): tf.Tensor4D => tf.relu(x) as tf.Tensor4D;

/** Output channels of a block over its inner channels. */
const expansion = { basic: 1, bottleneck: 4 } as const;

/** images float32[batch, 3, height, width] -> logits float32[batch, classes]. */
export function buildResnet(config: ResnetConfig, options: BuildOptions): Model {
  const build = modelBuilder(options);
  const stages = [stem(build, config), ...residualStages(build, config)];
  build.beginHead();
  const width = config.width * 8 * expansion[config.block];
  const linear = linearUniform(width);
  stages.push(classifierHead(build, { name: 'fc', width, init: linear, biasInit: linear }));
  return assembleModel({ family: config.family, config, input: imagenetInput(config), stages }, options);
}

function stem(build: ModelBuilder, config: ResnetConfig): Stage {
  const conv = normalisedConvolution(
    build,
    { convolution: 'conv1', norm: 'bn1' },
    { inChannels: 3, outChannels: config.width, kernel: 7, stride: 2, init, epsilon },
  );
  const layer: PictureLayer = {
    parameters: conv.parameters,
    apply: (x, stage, context) => maxPool2d(relu(conv.apply(x, stage, context)), 3, 2, 1),
  };
  const size = Math.ceil(config.imageSize / 4);
  return pictureStage('stem', layer, { channels: config.width, size, pooled: false });
}

function residualStages(build: ModelBuilder, config: ResnetConfig): Stage[] {
  const stages: Stage[] = [];
  let inChannels = config.width;
  for (const [group, blocks] of config.blocks.entries()) {
    const inner = config.width * 2 ** group;
    const outChannels = inner * expansion[config.block];
    for (let block = 0; block < blocks; block++) {
      const stride = group > 0 && block === 0 ? 2 : 1;
      const name = `layer${group + 1}.${block}`;
      const layer = residualBlock(build, name, {
        kind: config.block,
        inChannels,
        inner,
        outChannels,
        stride,
      });
      const pooled = group === config.blocks.length - 1 && block === blocks - 1;
      const size = Math.ceil(config.imageSize / (4 * 2 ** group));
      stages.push(pictureStage(name, layer, { channels: outChannels, size, pooled }));
      inChannels = outChannels;
    }
  }
  return stages;
}

interface BlockShape {
  readonly kind: ResnetConfig['block'];
  readonly inChannels: number;
  readonly inner: number;
  readonly outChannels: number;
  readonly stride: number;
}

/** relu(shortcut(x) + residual(x)); the shortcut is a strided 1x1 convolution where the shape changes. */
function residualBlock(build: ModelBuilder, name: string, shape: BlockShape): PictureLayer {
  const { inChannels, outChannels, stride } = shape;
  const residual = residualPath(build, name, shape);
  const downsample =
    stride === 1 && inChannels === outChannels
      ? undefined
      : normalisedConvolution(
          build,
          { convolution: `${name}.downsample.0`, norm: `${name}.downsample.1` },
          { inChannels, outChannels, kernel: 1, stride, init, epsilon },
        );
  return {
    parameters: [...residual.flatMap((layer) => layer.parameters), ...(downsample?.parameters ?? [])],
    apply(x, stage, context) {
      const shortcut = downsample === undefined ? x : downsample.apply(x, stage, context);
      const last = residual.length - 1;
      let y: tf.Tensor = x;
      for (const [index, layer] of residual.entries()) {
        y = layer.apply(y as tf.Tensor4D, stage, context);
        y = index === last ? y : relu(y);
      }
      return relu(tf.add(y, shortcut));
    },
  };
}

function residualPath(build: ModelBuilder, name: string, shape: BlockShape): PictureLayer[] {
  const { kind, inChannels, inner, outChannels, stride } = shape;
  const rows =
    kind === 'basic'
      ? ([
          [inChannels, inner, 3, stride],
          [inner, outChannels, 3, 1],
        ] as const)
      : ([
          [inChannels, inner, 1, 1],
          [inner, inner, 3, stride],
          [inner, outChannels, 1, 1],
        ] as const);
  return rows.map(([from, to, kernel, step], index) =>
    normalisedConvolution(
      build,
      { convolution: `${name}.conv${index + 1}`, norm: `${name}.bn${index + 1}` },
      { inChannels: from, outChannels: to, kernel, stride: step, init, epsilon },
    ),
  );
}
