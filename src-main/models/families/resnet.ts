// ResNet for ImageNet-sized pictures, parameters named as in torchvision. Source: He et al. 2015; torchvision's v1.5
// form of the bottleneck, which strides in its 3x3 convolution.
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import { maxPool2d } from '../../engine/fused.ts';
import { imagenetInput, normalisedConvolution, type PictureLayer, pictureStage } from '../image-stages.ts';
import { kaimingNormal, linearUniform } from '../initialisers.ts';
import type { Stage } from '../model.ts';
import type { ModelBuilder } from '../model-builder.ts';
import { type NameRule, type Naming, normTensors, renameByRules } from '../naming.ts';
import { countIndexed, refuseOtherChannels, refuseOtherClass, shapeOf, toldPicture } from './evidence.ts';
import { defineFamily, type Evidence, type ReadBy } from './family.ts';
import { count, pictureFields } from './fields.ts';

const epsilon = 1e-5;
const init = kaimingNormal('fanOut');
const relu = (x: tf.Tensor): tf.Tensor4D => tf.relu(x) as tf.Tensor4D;

/** Output channels of a block over its inner channels. */
const expansion = { basic: 1, bottleneck: 4 } as const;

/** Block kind and counts by depth. Source: He et al. 2015, table 1. */
const depths: Readonly<Record<number, { readonly block: string; readonly blocks: readonly number[] }>> = {
  18: { block: 'basic', blocks: [2, 2, 2, 2] },
  34: { block: 'basic', blocks: [3, 4, 6, 3] },
  50: { block: 'bottleneck', blocks: [3, 4, 6, 3] },
  101: { block: 'bottleneck', blocks: [3, 4, 23, 3] },
  152: { block: 'bottleneck', blocks: [3, 8, 36, 3] },
};

const schema = z.preprocess(
  withoutDepth,
  z.strictObject({
    family: z.literal('resnet'),
    block: z.enum(['basic', 'bottleneck']),
    /** Residual blocks in layer1 to layer4. */
    blocks: z.array(count(64)).length(4),
    /** Channels of the stem; 64 in every torchvision ResNet. */
    width: count(1024).default(64),
    ...pictureFields(224),
  }),
);

type ResnetConfig = z.output<typeof schema>;

/** `depth` stands for `block` and `blocks`. */
function withoutDepth(written: unknown, context: z.RefinementCtx): unknown {
  const { depth, ...rest } = written as Readonly<Record<string, unknown>>; // an object, as its family was read
  if (depth === undefined) return written;
  const known = depths[Number(depth)];
  if (known === undefined) {
    const message = `ResNet depth ${depth} is not one of ${Object.keys(depths).join(', ')}`;
    context.addIssue({ code: 'custom', path: ['depth'], message });
    return z.NEVER;
  }
  return { ...known, ...rest };
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

/** timm's ResNets that compute what torchvision's do; others (resnetaa50, resnetblur50) share their tensors. */
const timmResnets = /^(?:tv_|gluon_|ssl_|swsl_)?resnet\d+(?:_v1b)?$/;

function recognise(evidence: Evidence) {
  const { tensors, config, refusal } = evidence;
  for (const place of ['downsample_in_bottleneck', 'downsample_in_first_stage'])
    if (config[place] === true)
      throw refusal(`its config.json says ${place}: it makes pictures smaller elsewhere than torchvision's`);
  const { architecture, pretrained_cfg: timm } = config;
  if (timm !== undefined && typeof architecture === 'string' && !timmResnets.test(architecture))
    throw refusal(`its config.json says architecture ${architecture}`);
  refuseOtherChannels(evidence);
  refuseOtherClass(evidence, { modelTypes: ['resnet'], activation: 'relu', activationField: 'hidden_act' });
  const [width, , kernel] = shapeOf(evidence, 'conv1.weight');
  if (kernel !== 7) throw refusal(`it is a ResNet whose first convolution is ${kernel} wide, needed 7`);
  const block = tensors.has('layer1.0.conv3.weight') ? 'bottleneck' : 'basic';
  if (block === 'bottleneck' && `${shapeOf(evidence, 'layer1.0.conv2.weight')}` !== `${[width, width, 3, 3]}`)
    throw refusal('it is a ResNeXt or a wide ResNet');
  const blocks = [1, 2, 3, 4].map((group) =>
    countIndexed(evidence, new RegExp(`^layer${group}\\.(\\d+)\\.`)),
  );
  return { block, blocks, width, ...toldPicture(evidence) };
}

const stageLayer = String.raw`encoder\.stages\.(\d+)\.layers\.(\d+)`;
const hubRules: readonly NameRule[] = [
  [/embedder\.embedder\.convolution\.weight$/, () => 'conv1.weight'],
  [new RegExp(String.raw`embedder\.embedder\.normalization\.${normTensors}`), (end) => `bn1.${end}`],
  [
    new RegExp(String.raw`${stageLayer}\.layer\.(\d+)\.convolution\.weight$`),
    (stage, block, conv) => `layer${Number(stage) + 1}.${block}.conv${Number(conv) + 1}.weight`,
  ],
  [
    new RegExp(String.raw`${stageLayer}\.layer\.(\d+)\.normalization\.${normTensors}`),
    (stage, block, conv, end) => `layer${Number(stage) + 1}.${block}.bn${Number(conv) + 1}.${end}`,
  ],
  [
    new RegExp(String.raw`${stageLayer}\.shortcut\.convolution\.weight$`),
    (stage, block) => `layer${Number(stage) + 1}.${block}.downsample.0.weight`,
  ],
  [
    new RegExp(String.raw`${stageLayer}\.shortcut\.normalization\.${normTensors}`),
    (stage, block, end) => `layer${Number(stage) + 1}.${block}.downsample.1.${end}`,
  ],
  [/classifier\.1\.(weight|bias)$/, (end) => `fc.${end}`],
];

/** Source: transformers/models/resnet/modeling_resnet.py. */
const hubNaming: Naming = {
  of: 'Transformers',
  tells: /(?:^|\.)encoder\.stages\.0\.layers\.0\.layer\.0\.convolution\.weight$/,
  rename: renameByRules(hubRules),
};

function readBy({ block, blocks, width }: ResnetConfig): ReadBy | null {
  const known = Object.entries(depths).find(
    ([, depth]) => depth.block === block && depth.blocks.join() === blocks.join(),
  );
  if (known === undefined || width !== 64) return null;
  return { library: 'torchvision', name: `torchvision.models.resnet${known[0]}` };
}

export const resnet = defineFamily<ResnetConfig>({
  name: 'resnet',
  title: 'ResNet (18, 34, 50, 101, 152)',
  reads: 'image',
  schema,
  input: imagenetInput,
  backbone: (config, build) => [stem(build, config), ...residualStages(build, config)],
  head({ width, block }) {
    const features = width * 8 * expansion[block];
    const init = linearUniform(features);
    return { name: 'fc', width: features, init, biasInit: init };
  },
  marker: 'layer4.0.conv1.weight',
  hubPrefixes: ['resnet.'],
  namings: [hubNaming],
  recognise,
  readBy,
});
