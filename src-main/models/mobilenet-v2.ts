// MobileNetV2 of any width, parameters named as in torchvision. Source: Sandler et al. 2018, table 2.
// The Keras variant pads stride-2 convolutions on one side, has another epsilon and takes pixels from -1 to 1.
import * as tf from '@tensorflow/tfjs-core';
import type { Conv2dOptions } from '../engine/fused.ts';
import type { MobilenetV2Config } from './architecture.ts';
import { classifierHead } from './classifier-head.ts';
import {
  imagenetInput,
  normalisedConvolution,
  type PictureLayer,
  pictureStage,
  symmetricInput,
} from './image-stages.ts';
import { kaimingNormal, normal } from './initialisers.ts';
import type { Model, Stage } from './model.ts';
import { assembleModel, type BuildOptions, type ModelBuilder, modelBuilder } from './model-builder.ts';

/** Rows of the paper's table: expansion, channels at width 1, repetitions, stride of the first. */
const blockGroups = [
  { expansion: 1, channels: 16, repeats: 1, stride: 1 },
  { expansion: 6, channels: 24, repeats: 2, stride: 2 },
  { expansion: 6, channels: 32, repeats: 3, stride: 2 },
  { expansion: 6, channels: 64, repeats: 4, stride: 2 },
  { expansion: 6, channels: 96, repeats: 3, stride: 1 },
  { expansion: 6, channels: 160, repeats: 3, stride: 2 },
  { expansion: 6, channels: 320, repeats: 1, stride: 1 },
] as const;

const init = kaimingNormal('fanOut');
const variants = {
  torchvision: { epsilon: 1e-5, input: imagenetInput, padding: undefined },
  keras: { epsilon: 1e-3, input: symmetricInput, padding: oneSidedPadding },
} as const;

/** Nearest multiple of 8 that is not more than 10 % below `channels`. Source: both reference implementations. */
export function roundChannels(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}

/** images float32[batch, 3, height, width] -> logits float32[batch, classes]. */
export function buildMobilenetV2(config: MobilenetV2Config, options: BuildOptions): Model {
  const build = modelBuilder(options);
  const plan = backbonePlan(config);
  const stages = plan.map((row) => backboneStage(build, row, config));
  build.beginHead();
  const width = plan[plan.length - 1]!.outChannels;
  stages.push(classifierHead(build, { name: 'classifier.1', width, init: normal(0.01) }));
  const input = variants[config.variant].input(config);
  return assembleModel({ family: config.family, config, input, stages }, options);
}

interface PlanRow {
  readonly index: number;
  readonly kind: 'stem' | 'block' | 'last';
  readonly expansion: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly stride: number;
  readonly size: number;
}

/** Output channels of features.0 to features.18 at a width, by which a weight file tells its width. */
export function backboneChannels(width: number): number[] {
  return backbonePlan({ width, imageSize: 224 }).map((row) => row.outChannels);
}

/** Stages features.0 to features.18. The last convolution has 1280 channels, scaled only above width 1. */
function backbonePlan({ width, imageSize }: Pick<MobilenetV2Config, 'width' | 'imageSize'>): PlanRow[] {
  const rows: PlanRow[] = [];
  const add = (kind: PlanRow['kind'], expansion: number, outChannels: number, stride: number) => {
    const previous = rows[rows.length - 1];
    const size = Math.ceil((previous?.size ?? imageSize) / stride);
    const inChannels = previous?.outChannels ?? 3;
    rows.push({ index: rows.length, kind, expansion, inChannels, outChannels, stride, size });
  };
  add('stem', 1, roundChannels(32 * width), 2);
  for (const { expansion, channels, repeats, stride } of blockGroups) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      add('block', expansion, roundChannels(channels * width), repeat === 0 ? stride : 1);
    }
  }
  add('last', 1, roundChannels(1280 * Math.max(1, width)), 1);
  return rows;
}

function backboneStage(build: ModelBuilder, row: PlanRow, config: MobilenetV2Config): Stage {
  const name = `features.${row.index}`;
  const layer =
    row.kind === 'block'
      ? invertedResidual(build, name, { row, config })
      : activated(
          convolutionWithNorm(build, name, 0, {
            config,
            inChannels: row.inChannels,
            outChannels: row.outChannels,
            kernel: row.kind === 'stem' ? 3 : 1,
            stride: row.stride,
          }),
        );
  return pictureStage(name, layer, {
    channels: row.outChannels,
    size: row.size,
    pooled: row.kind === 'last',
  });
}

interface ConvolutionOptions {
  readonly config: MobilenetV2Config;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
}

/** torchvision numbers a convolution and its norm one after the other inside their Sequential. */
function convolutionWithNorm(
  build: ModelBuilder,
  prefix: string,
  first: number,
  options: ConvolutionOptions,
): PictureLayer {
  const { config, ...shape } = options;
  const { epsilon, padding } = variants[config.variant];
  return normalisedConvolution(
    build,
    { convolution: `${prefix}.${first}`, norm: `${prefix}.${first + 1}` },
    { ...shape, init, epsilon, padding: options.stride === 2 ? padding : undefined },
  );
}

/** Expand by 1x1, filter by a depthwise 3x3, project by a linear 1x1; added to x where the shape stays. */
function invertedResidual(
  build: ModelBuilder,
  name: string,
  { row, config }: { readonly row: PlanRow; readonly config: MobilenetV2Config },
): PictureLayer {
  const { inChannels, outChannels, stride } = row;
  const hidden = inChannels * row.expansion;
  const expands = row.expansion > 1;
  const depthwise = { config, inChannels: hidden, outChannels: hidden, kernel: 3, stride, groups: hidden };
  const layers = [
    ...(expands
      ? [
          activated(
            convolutionWithNorm(build, `${name}.conv.0`, 0, {
              config,
              inChannels,
              outChannels: hidden,
              kernel: 1,
            }),
          ),
        ]
      : []),
    activated(convolutionWithNorm(build, `${name}.conv.${expands ? 1 : 0}`, 0, depthwise)),
    convolutionWithNorm(build, `${name}.conv`, expands ? 2 : 1, {
      config,
      inChannels: hidden,
      outChannels,
      kernel: 1,
    }),
  ];
  const adds = stride === 1 && inChannels === outChannels;
  return {
    parameters: layers.flatMap((layer) => layer.parameters),
    apply(x, stage, context) {
      const y = layers.reduce<tf.Tensor>(
        (value, layer) => layer.apply(value as tf.Tensor4D, stage, context),
        x,
      );
      return adds ? tf.add(x, y) : y;
    },
  };
}

function activated(layer: PictureLayer): PictureLayer {
  return {
    parameters: layer.parameters,
    apply: (x, stage, context) => tf.relu6(layer.apply(x, stage, context)),
  };
}

/** Keras pads a 3x3 stride-2 convolution by 1 at the bottom and right, and before an odd side also at the top and left. */
function oneSidedPadding(x: tf.Tensor4D): Conv2dOptions['padding'] {
  const [, , height, width] = x.shape;
  return [height % 2, 1, width % 2, 1];
}
