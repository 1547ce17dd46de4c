// MobileNetV2 of any width, parameters named as in torchvision. Source: Sandler et al. 2018, table 2.
// The Keras variant pads stride-2 convolutions on one side, has another epsilon and takes pixels from -1 to 1.
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import type { Conv2dOptions } from '../../engine/fused.ts';
import {
  imagenetInput,
  normalisedConvolution,
  type PictureLayer,
  pictureStage,
  symmetricInput,
} from '../image-stages.ts';
import { kaimingNormal, normal } from '../initialisers.ts';
import type { Stage } from '../model.ts';
import type { ModelBuilder } from '../model-builder.ts';
import { refuseOtherChannels, refuseOtherClass, sizeAt, toldPicture } from './evidence.ts';
import { defineFamily, type Evidence, type ReadBy } from './family.ts';
import { pictureFields } from './fields.ts';
import { hubNaming, kerasNaming } from './mobilenet-v2-names.ts';

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
function roundChannels(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}

const schema = z.strictObject({
  family: z.literal('mobilenet-v2'),
  /** Multiplier of all channel counts. */
  width: z.number().min(0.1).max(4).default(1),
  /** Padding at stride 2, batch-norm epsilon and input scaling differ between the two. */
  variant: z.enum(['torchvision', 'keras']).default('torchvision'),
  ...pictureFields(224),
});

type MobilenetV2Config = z.output<typeof schema>;

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
function backboneChannels(width: number): number[] {
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

/** The published widths first, then every hundredth; several give the same channels and so the same network. */
const widths = [
  1,
  0.35,
  0.5,
  0.75,
  1.3,
  1.4,
  0.25,
  0.1,
  ...Array.from({ length: 391 }, (_, step) => (step + 10) / 100),
];

function recognise(evidence: Evidence) {
  const { weights, naming, refusal } = evidence;
  const kerasSwitches = followsKeras(evidence);
  refuseOtherChannels(evidence);
  refuseOtherClass(evidence, {
    modelTypes: ['mobilenet_v2'],
    activation: 'relu6',
    activationField: 'hidden_act',
  });
  const found = Array.from({ length: 19 }, (_, index) => {
    const last = [0, 18].includes(index) ? '0' : index === 1 ? 'conv.1' : 'conv.2';
    return sizeAt(evidence, `features.${index}.${last}.weight`, 0);
  });
  const width = widths.find((candidate) => `${backboneChannels(candidate)}` === `${found}`);
  if (width === undefined) throw refusal(`its channels (${found}) are those of no width of MobileNetV2`);
  return {
    width,
    variant: naming === kerasNaming || (naming === hubNaming && kerasSwitches) ? 'keras' : 'torchvision',
    imageSize: inputSide(weights.metadata),
    ...toldPicture(evidence),
  };
}

/**
 * Whether a MobileNetV2 of Transformers pads and normalises as Keras does, which its class does unless told otherwise.
 * Throws where it does neither that nor as torchvision.
 */
function followsKeras({ config, refusal }: Evidence): boolean {
  const { tf_padding: padding = true, layer_norm_eps: epsilon = 1e-3, output_stride: stride = 32 } = config;
  if (stride !== 32) throw refusal(`its config.json says output_stride ${stride}, needed 32`);
  if (!(padding === true && epsilon === 1e-3) && !(padding === false && epsilon === 1e-5))
    throw refusal(`its config.json says tf_padding ${padding} with layer_norm_eps ${epsilon}`);
  return padding;
}

/** Height of the pictures in the input layer of a Keras topology, wherever it lies. */
function inputSide(metadata: unknown): number | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  for (const [key, value] of Object.entries(metadata)) {
    const isInputShape = /^batch_?input_?shape$/i.test(key) && Array.isArray(value) && value.length === 4;
    const side: unknown = isInputShape ? value[1] : inputSide(value);
    if (typeof side === 'number') return side;
  }
  return undefined;
}

/** The Keras variant pads and normalises otherwise; torchvision would load it and compute something else. */
function readBy({ variant, width }: MobilenetV2Config): ReadBy | null {
  if (variant !== 'torchvision') return null;
  const multiplier = width === 1 ? '' : `(width_mult=${width})`;
  return { library: 'torchvision', name: `torchvision.models.mobilenet_v2${multiplier}` };
}

export const mobilenetV2 = defineFamily<MobilenetV2Config>({
  name: 'mobilenet-v2',
  title: 'MobileNetV2',
  reads: 'image',
  schema,
  input: (config) => variants[config.variant].input(config),
  backbone: (config, build) => backbonePlan(config).map((row) => backboneStage(build, row, config)),
  head: (config) => ({
    name: 'classifier.1',
    width: backbonePlan(config).at(-1)!.outChannels,
    init: normal(0.01),
  }),
  marker: 'features.1.conv.0.0.weight',
  hubPrefixes: ['mobilenet_v2.'],
  namings: [kerasNaming, hubNaming],
  recognise,
  readBy,
});
