// Inception v3, parameters named as in torchvision and timm. Source: Szegedy et al. 2015, "Rethinking the Inception
// Architecture"; torchvision's form. The auxiliary head of the reference is not built: it helps training from nothing
// and has no part in the answer; its tensors in a file are told as unused.
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import { maxPool2d } from '../../engine/fused.ts';
import { normalisedConvolution, type PictureLayer, pictureStage, symmetricInput } from '../image-stages.ts';
import { linearUniform, normal } from '../initialisers.ts';
import type { ConvolutionShape } from '../layers.ts';
import type { Stage } from '../model.ts';
import type { ModelBuilder } from '../model-builder.ts';
import { averagePool3 } from '../picture-pooling.ts';
import { refuseOtherChannels, sizeAt, toldPicture } from './evidence.ts';
import { defineFamily, type Evidence, type ReadBy } from './family.ts';
import { pictureFields } from './fields.ts';
import { type Branch, type Convolution, classifierWidth, type Part, parts } from './inception-v3-parts.ts';

const schema = z.strictObject({
  family: z.literal('inception-v3'),
  /** Multiplier of all channel counts; 1 in every published Inception v3. */
  width: z.number().min(0.05).max(4).default(1),
  ...pictureFields(299, 75),
});

type InceptionConfig = z.output<typeof schema>;

const epsilon = 1e-3;
/** torchvision cuts it at 20 deviations, which is never. */
const init = normal(0.1);
const channelsAt = (width: number, channels: number) => Math.max(1, Math.round(channels * width));

interface Built {
  readonly layer: PictureLayer;
  readonly channels: number;
}

/** Stages of the backbone, with the side of the pictures after each. */
function backbone(config: InceptionConfig, build: ModelBuilder): Stage[] {
  let [channels, size] = [3, config.imageSize];
  return parts.map((part, index) => {
    const { layer, channels: given } = partLayer(build, { part, channels, width: config.width });
    const before = size;
    [channels, size] = [given, part.sizeAfter(size)];
    const pooled = index === parts.length - 1;
    return pictureStage(part.name, layer, { channels, size, pooled, mapSide: Math.min(before, size) });
  });
}

interface PartOptions {
  readonly part: Part;
  /** Of the pictures that come in. */
  readonly channels: number;
  readonly width: number;
}

function partLayer(build: ModelBuilder, { part, channels, width }: PartOptions): Built {
  const chain = (name: (of: string) => string, convolutions: readonly Convolution[], from: number): Built =>
    convolutions.reduce<Built>(
      (before, convolution) => {
        const outChannels = channelsAt(width, convolution.channels);
        const own = { inChannels: before.channels, outChannels, ...convolution.window };
        const layer = unit(build, name(convolution.name), own);
        return { layer: inSequence(before.layer, layer), channels: outChannels };
      },
      { layer: unchanged, channels: from },
    );
  if (part.kind === 'plain') {
    const built = chain(() => part.name, [part.convolution], channels);
    return part.pools ? { ...built, layer: inSequence(built.layer, maxPooling) } : built;
  }
  const named = (of: string) => `${part.name}.${of}`;
  return joined(
    part.branches.map((branch) => branchLayer(branch, channels, (list, from) => chain(named, list, from))),
  );
}

function branchLayer(
  branch: Branch,
  channels: number,
  chain: (convolutions: readonly Convolution[], from: number) => Built,
): Built {
  if (branch === 'max') return { layer: maxPooling, channels };
  const { pools = false, convolutions, ends = [] } = branch;
  const stem = chain(convolutions, channels);
  const first = pools ? inSequence(averagePooling, stem.layer) : stem.layer;
  if (ends.length === 0) return { ...stem, layer: first };
  const fan = joined(ends.map((end) => chain([end], stem.channels)));
  return { layer: inSequence(first, fan.layer), channels: fan.channels };
}

/** Convolution, batch norm and ReLU. */
function unit(build: ModelBuilder, name: string, shape: Omit<ConvolutionShape, 'init'>): PictureLayer {
  const names = { convolution: `${name}.conv`, norm: `${name}.bn` };
  const layer = normalisedConvolution(build, names, { ...shape, init, epsilon });
  return {
    parameters: layer.parameters,
    apply: (x, stage, context) => tf.relu(layer.apply(x, stage, context)),
  };
}

const unchanged: PictureLayer = { parameters: [], apply: (x) => x };
const maxPooling: PictureLayer = { parameters: [], apply: (x) => maxPool2d(x, 3, 2, 0) };
const averagePooling: PictureLayer = { parameters: [], apply: averagePool3 };

function inSequence(first: PictureLayer, second: PictureLayer): PictureLayer {
  return {
    parameters: [...first.parameters, ...second.parameters],
    apply: (x, stage, context) => second.apply(first.apply(x, stage, context) as tf.Tensor4D, stage, context),
  };
}

/** All of the same pictures, their channels one after the other. */
function joined(branches: readonly Built[]): Built {
  return {
    layer: {
      parameters: branches.flatMap(({ layer }) => layer.parameters),
      apply: (x, stage, context) =>
        tf.concat(
          branches.map(({ layer }) => layer.apply(x, stage, context)),
          1,
        ),
    },
    channels: branches.reduce((sum, { channels }) => sum + channels, 0),
  };
}

function recognise(evidence: Evidence) {
  refuseOtherChannels(evidence);
  return { width: sizeAt(evidence, 'Conv2d_1a_3x3.conv.weight', 0) / 32, ...toldPicture(evidence) };
}

function readBy({ width }: InceptionConfig): ReadBy | null {
  if (width !== 1) return null;
  return {
    library: 'torchvision',
    name: 'torchvision.models.inception_v3(aux_logits=False, init_weights=False)',
  };
}

export const inceptionV3 = defineFamily<InceptionConfig>({
  name: 'inception-v3',
  title: 'Inception v3',
  reads: 'image',
  schema,
  /**
   * From -1 to 1, which the published weights were trained on: torchvision's `transform_input` makes that of pictures
   * prepared as for other networks. Without that switch it takes those as they are, which no file tells.
   */
  input: symmetricInput,
  preparationVaries: true,
  backbone,
  head({ width }) {
    const features = classifierWidth((channels) => channelsAt(width, channels));
    return { name: 'fc', width: features, init, biasInit: linearUniform(features) };
  },
  marker: 'Mixed_5b.branch1x1.conv.weight',
  hubPrefixes: [],
  namings: [],
  recognise,
  readBy,
});
