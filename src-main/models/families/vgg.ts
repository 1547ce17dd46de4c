// VGG with and without batch norm, parameters named as in torchvision. Source: Simonyan and Zisserman 2014, table 1
// (A, B, D, E); torchvision's form, which pools to 7 x 7 whatever the size of the pictures.
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import { maxPool2d } from '../../engine/fused.ts';
import { imagenetInput, normalisedConvolution, type PictureLayer, pictureStage } from '../image-stages.ts';
import { kaimingNormal, normal, zeros } from '../initialisers.ts';
import { convolution, dropoutLayer, linearLayer } from '../layers.ts';
import type { Stage } from '../model.ts';
import type { ModelBuilder } from '../model-builder.ts';
import { type NameRule, type Naming, renameByRules } from '../naming.ts';
import { adaptiveAveragePool } from '../picture-pooling.ts';
import { shapeOf, sizeAt, toldPicture } from './evidence.ts';
import { defineFamily, type Evidence, type ReadBy } from './family.ts';
import { count, dropoutRate, pictureFields } from './fields.ts';

/** Convolutions between one pooling and the next, by depth. */
const groups = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
} as const;
const depths = [11, 13, 16, 19] as const;
/** Channels of each group over those of the first. */
const multiples = [1, 2, 4, 8, 8] as const;
/** Side of the map that the first linear layer takes. */
const mapSide = 7;

const schema = z.strictObject({
  family: z.literal('vgg'),
  depth: z.literal(depths).default(16),
  batchNorm: z.boolean().default(false),
  /** Channels of the first convolution; 64 in every published VGG. */
  width: count(1024).default(64),
  /** Width of the two linear layers before the head. */
  hiddenSize: count(8192).default(4096),
  /** Behind the first of them; behind the second stands that of the head. */
  dropout: dropoutRate.default(0.5),
  ...pictureFields(224, 32),
});

type VggConfig = z.output<typeof schema>;

const epsilon = 1e-5;
const init = kaimingNormal('fanOut');
const linearInit = normal(0.01);
const relu = (x: tf.Tensor): tf.Tensor4D => tf.relu(x) as tf.Tensor4D;

interface PlanRow {
  /** Place of the convolution in torchvision's `features`. */
  readonly at: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly size: number;
  /** Max pooling follows. */
  readonly pools: boolean;
}

function plan({ depth, batchNorm, width, imageSize }: Omit<VggConfig, 'family' | 'hiddenSize' | 'dropout'>) {
  const rows: PlanRow[] = [];
  let [at, inChannels, size] = [0, 3, imageSize];
  for (const [group, convolutions] of groups[depth].entries()) {
    const outChannels = width * multiples[group]!; // as many as groups
    for (let index = 0; index < convolutions; index++) {
      rows.push({ at, inChannels, outChannels, size, pools: index === convolutions - 1 });
      inChannels = outChannels;
      at += batchNorm ? 3 : 2;
    }
    at += 1;
    size = Math.floor(size / 2);
  }
  return rows;
}

function convolutionStage(build: ModelBuilder, row: PlanRow, batchNorm: boolean): Stage {
  const { at, inChannels, outChannels, size, pools } = row;
  const name = `features.${at}`;
  const shape = { inChannels, outChannels, kernel: 3, init, biasInit: zeros };
  const conv: PictureLayer = batchNorm
    ? normalisedConvolution(build, { convolution: name, norm: `features.${at + 1}` }, { ...shape, epsilon })
    : convolution(build, name, shape);
  const layer: PictureLayer = {
    parameters: conv.parameters,
    apply(x, stage, context) {
      const y = relu(conv.apply(x, stage, context));
      return pools ? maxPool2d(y, 2, 2, 0) : y;
    },
  };
  const left = pools ? Math.floor(size / 2) : size;
  return pictureStage(name, layer, { channels: outChannels, size: left, pooled: false, mapSide: size });
}

/** The two linear layers, which give features float32[batch, hiddenSize]. */
function linearStages(build: ModelBuilder, config: VggConfig): Stage[] {
  const { hiddenSize: width, dropout } = config;
  const mapSize = config.width * multiples[4] * mapSide ** 2;
  const first = linearLayer(build, 'classifier.0', { from: mapSize, to: width, init: linearInit });
  const drop = dropoutLayer(build, 'classifier.2', dropout);
  const second = linearLayer(build, 'classifier.3', { from: width, to: width, init: linearInit });
  const outputs = { features: [null, width] };
  return [
    {
      name: 'classifier.0',
      parameters: first.parameters,
      outputs,
      forward({ x }, context) {
        const map = adaptiveAveragePool(x as tf.Tensor4D, mapSide);
        const flat = tf.reshape(map, [map.shape[0], mapSize]);
        return { features: drop.apply(tf.relu(first.apply(flat)), context) };
      },
    },
    {
      name: 'classifier.3',
      parameters: second.parameters,
      outputs,
      forward: ({ features }) => ({ features: tf.relu(second.apply(features!)) }),
    },
  ];
}

/** Undefined for other networks whose layers are counted in `features`: AlexNet, SqueezeNet. */
function recognise(evidence: Evidence) {
  const { tensors } = evidence;
  const [width = 0] = shapeOf(evidence, 'features.0.weight');
  const batchNorm = tensors.has('features.1.running_mean');
  const found = [...tensors]
    .filter(([name, { shape }]) => /^features\.\d+\.weight$/.test(name) && shape.length === 4)
    .map(([name, { shape }]) => `${name} ${shape}`)
    .sort();
  const depth = depths.find((depth) => {
    const rows = plan({ depth, batchNorm, width, imageSize: 224 });
    const needed = rows.map(
      ({ at, inChannels, outChannels }) => `features.${at}.weight ${[outChannels, inChannels, 3, 3]}`,
    );
    return `${needed.sort()}` === `${found}`;
  });
  if (depth === undefined) return undefined;
  const hiddenSize = sizeAt(evidence, 'classifier.0.weight', 0);
  return { depth, batchNorm, width, hiddenSize, ...toldPicture(evidence) };
}

const timmRules: readonly NameRule[] = [
  [/pre_logits\.fc1\.(weight|bias)$/, (end) => `classifier.0.${end}`],
  [/pre_logits\.fc2\.(weight|bias)$/, (end) => `classifier.3.${end}`],
  [/head\.fc\.(weight|bias)$/, (end) => `classifier.6.${end}`],
];
const byTimmRules = renameByRules(timmRules);

/** timm keeps the linear layers as convolutions over the 7 x 7 map. Source: timm/models/vgg.py. */
const timmNaming: Naming = {
  of: 'timm',
  tells: /(?:^|\.)pre_logits\.fc1\.weight$/,
  rename(name, rank) {
    const renamed = byTimmRules(name, rank);
    return renamed && { ...renamed, flat: rank === 4 };
  },
};

function readBy({ depth, batchNorm, width, hiddenSize }: VggConfig): ReadBy | null {
  if (width !== 64 || hiddenSize !== 4096) return null;
  return { library: 'torchvision', name: `torchvision.models.vgg${depth}${batchNorm ? '_bn' : ''}` };
}

export const vgg = defineFamily<VggConfig>({
  name: 'vgg',
  title: 'VGG (11, 13, 16, 19)',
  reads: 'image',
  schema,
  input: imagenetInput,
  backbone: (config, build) => [
    ...plan(config).map((row) => convolutionStage(build, row, config.batchNorm)),
    ...linearStages(build, config),
  ],
  head: ({ hiddenSize }) => ({ name: 'classifier.6', width: hiddenSize, init: linearInit }),
  marker: 'features.0.weight',
  hubPrefixes: [],
  namings: [timmNaming],
  recognise,
  readBy,
});
