// Which network a weight file is for, from the names and shapes of its tensors and the configuration beside them.
import type { WeightFile } from '../formats/weight-tensors.ts';
import { type Architecture, parseArchitecture } from './architecture.ts';
import { type CanonicalTensor, canonicalWeights } from './canonical-tensors.ts';
import { modelError } from './errors.ts';
import { hubPreparation } from './hub-preparation.ts';
import {
  bertLookAlike,
  distilbertLookAlike,
  followsKeras,
  mobilenetLookAlike,
  resnetLookAlike,
} from './look-alikes.ts';
import { backboneChannels } from './mobilenet-v2.ts';
import { familyMarkers } from './network-prefix.ts';
import { toldPooling } from './pooling.ts';

type Tensors = ReadonlyMap<string, CanonicalTensor>;
type Config = Readonly<Record<string, unknown>>;

interface Evidence {
  readonly tensors: Tensors;
  /** What stood before the network's names. */
  readonly prefix: string;
  /** The names were those of Transformers' image classifiers. */
  readonly hubNames: boolean;
  readonly weights: WeightFile;
  /** Content of the config.json of a Hub folder; empty where there is none. */
  readonly config: Config;
}

/** One row for each family: the tensor that gives it away, and how its configuration is read. */
const families: readonly { readonly tensor: string; read(evidence: Evidence): Config }[] = [
  { tensor: familyMarkers.bert, read: readBert },
  { tensor: familyMarkers.distilbert, read: readDistilbert },
  { tensor: familyMarkers.mobilenetV2, read: readMobilenetV2 },
  { tensor: familyMarkers.resnet, read: readResnet },
  { tensor: familyMarkers.cifarResnet, read: readCifarResnet },
];

/**
 * The architecture of a weight file, ready for `buildModel`. An `architecture` in the file's own metadata (written by
 * `architectureMetadata`) is believed; otherwise names and shapes decide.
 * Throws models.unknownArchitecture naming the first tensors, models.severalNetworks, models.invalidArchitecture for
 * absurd sizes, models.badPreparation.
 */
export function recogniseArchitecture(weights: WeightFile): Architecture {
  const written = weights.metadata.architecture;
  if (typeof written === 'string') {
    return parseArchitecture(jsonObject(weights, written));
  }
  const canonical = canonicalWeights(weights);
  const { tensors } = canonical;
  const config = isObject(weights.metadata.config) ? weights.metadata.config : {};
  const family = families.find((row) => tensors.has(row.tensor));
  if (family === undefined) {
    throw unknown(weights, 'its tensor names are those of none of them');
  }
  return parseArchitecture(family.read({ ...canonical, weights, config }));
}

/** What an exporter writes into a safetensors header so that the file is recognised with every detail. */
export function architectureMetadata(config: Config): { readonly architecture: string } {
  return { architecture: JSON.stringify(config) };
}

function readBert({ tensors, weights, config, prefix }: Evidence): Config {
  const positions = size(weights, tensors, 'embeddings.position_embeddings.weight', 0);
  const tokenTypes = size(weights, tensors, 'embeddings.token_type_embeddings.weight', 0);
  refuse(weights, bertLookAlike(config, { prefix, positions, tokenTypes }));
  return {
    family: 'bert',
    ...embeddingSizes(weights, tensors),
    layers: countIndexed(tensors, /^encoder\.layer\.(\d+)\./),
    heads: config.num_attention_heads,
    intermediateSize: size(weights, tensors, 'encoder.layer.0.intermediate.dense.weight', 0),
    tokenTypes,
    layerNormEpsilon: config.layer_norm_eps,
    hiddenDropout: config.hidden_dropout_prob,
    attentionDropout: config.attention_probs_dropout_prob,
    pooler: tensors.has('pooler.dense.weight') ? 'backbone' : 'head',
    ...pooling(weights),
  };
}

function readDistilbert({ tensors, weights, config }: Evidence): Config {
  refuse(weights, distilbertLookAlike(config));
  return {
    family: 'distilbert',
    ...embeddingSizes(weights, tensors),
    layers: countIndexed(tensors, /^transformer\.layer\.(\d+)\./),
    heads: config.n_heads,
    intermediateSize: size(weights, tensors, 'transformer.layer.0.ffn.lin1.weight', 0),
    hiddenDropout: config.dropout,
    attentionDropout: config.attention_dropout,
    ...pooling(weights),
  };
}

/** What the folder tells; nothing where it does not, or tells of one that is not supported. */
function pooling({ metadata }: WeightFile): Config {
  const told = toldPooling(metadata.pooling);
  return told ? { pooling: told } : {};
}

function embeddingSizes(weights: WeightFile, tensors: Tensors): Config {
  return {
    hiddenSize: size(weights, tensors, 'embeddings.word_embeddings.weight', 1),
    vocabularySize: size(weights, tensors, 'embeddings.word_embeddings.weight', 0),
    maxPositions: size(weights, tensors, 'embeddings.position_embeddings.weight', 0),
  };
}

function readMobilenetV2({ tensors, weights, config, hubNames }: Evidence): Config {
  refuse(weights, mobilenetLookAlike(config));
  const found = Array.from({ length: 19 }, (_, index) => {
    const last = [0, 18].includes(index) ? '0' : index === 1 ? 'conv.1' : 'conv.2';
    return size(weights, tensors, `features.${index}.${last}.weight`, 0);
  });
  const width = mobilenetWidths.find((candidate) => `${backboneChannels(candidate)}` === `${found}`);
  if (width === undefined) {
    throw unknown(weights, `its channels (${found}) are those of no width of MobileNetV2`);
  }
  const keras = weights.format === 'tfjs-layers' || (hubNames && followsKeras(config));
  return {
    family: 'mobilenet-v2',
    width,
    variant: keras ? 'keras' : 'torchvision',
    imageSize: inputSide(weights.metadata),
    ...pictureInput(weights),
  };
}

/** Mean, deviation and size that the files beside the weights tell. */
function pictureInput(weights: WeightFile): Config {
  const { mean, std, imageSize } = hubPreparation(weights) ?? {};
  return {
    ...(mean !== undefined && { mean }),
    ...(std !== undefined && { std }),
    ...(imageSize !== undefined && { imageSize }),
  };
}

/** The published widths first, then every hundredth; several give the same channels and so the same network. */
const mobilenetWidths = [
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

/** Height of the pictures in the input layer of a Keras topology, wherever it lies. */
function inputSide(metadata: unknown): number | undefined {
  if (typeof metadata !== 'object' || metadata === null) {
    return undefined;
  }
  for (const [key, value] of Object.entries(metadata)) {
    const isInputShape = /^batch_?input_?shape$/i.test(key) && Array.isArray(value) && value.length === 4;
    const side: unknown = isInputShape ? value[1] : inputSide(value);
    if (typeof side === 'number') {
      return side;
    }
  }
  return undefined;
}

function readResnet({ tensors, weights, config }: Evidence): Config {
  refuse(weights, resnetLookAlike(config));
  const [width, , kernel] = shapeOf(weights, tensors, 'conv1.weight');
  if (kernel !== 7) {
    throw unknown(weights, `it is a ResNet whose first convolution is ${kernel} wide, needed 7`);
  }
  const block = tensors.has('layer1.0.conv3.weight') ? 'bottleneck' : 'basic';
  if (
    block === 'bottleneck' &&
    `${shapeOf(weights, tensors, 'layer1.0.conv2.weight')}` !== `${[width, width, 3, 3]}`
  ) {
    throw unknown(weights, 'it is a ResNeXt or a wide ResNet');
  }
  const blocks = [1, 2, 3, 4].map((group) => countIndexed(tensors, new RegExp(`^layer${group}\\.(\\d+)\\.`)));
  return { family: 'resnet', block, blocks, width, ...pictureInput(weights) };
}

function readCifarResnet({ tensors, weights }: Evidence): Config {
  if ([...tensors.keys()].some((name) => /\.(?:downsample|shortcut)\./.test(name))) {
    throw unknown(
      weights,
      'it is a CIFAR ResNet with convolutions in its shortcuts, supported are those without',
    );
  }
  if (tensors.has('layer1.0.conv3.weight')) {
    throw unknown(weights, 'it is a CIFAR ResNet of bottleneck blocks, supported are those of basic blocks');
  }
  const blocks = [1, 2, 3].map((group) => countIndexed(tensors, new RegExp(`^layer${group}\\.(\\d+)\\.`)));
  return {
    family: 'cifar-resnet',
    depth: 6 * Math.max(...blocks) + 2,
    width: size(weights, tensors, 'conv1.weight', 0),
    ...pictureInput(weights),
  };
}

function countIndexed(tensors: Tensors, pattern: RegExp): number {
  const indices = [...tensors.keys()].map((name) => Number(pattern.exec(name)?.[1] ?? -1));
  return indices.reduce((most, index) => Math.max(most, index + 1), 0);
}

function size(weights: WeightFile, tensors: Tensors, name: string, axis: number): number {
  return shapeOf(weights, tensors, name)[axis] ?? 0;
}

function shapeOf(weights: WeightFile, tensors: Tensors, name: string): readonly number[] {
  const tensor = tensors.get(name);
  if (tensor === undefined) {
    throw unknown(weights, `${name} is missing`);
  }
  return tensor.shape;
}

function refuse(weights: WeightFile, reason: string | undefined): void {
  if (reason !== undefined) {
    throw unknown(weights, reason);
  }
}

function unknown(weights: WeightFile, reason: string) {
  const tensors = [...weights.tensors.keys()];
  return modelError('unknownArchitecture', { path: weights.path, reason, tensors });
}

function jsonObject(weights: WeightFile, text: string): Config {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) {
      return value;
    }
  } catch (cause) {
    throw modelError('badMetadata', { path: weights.path, text: text.slice(0, 80) }, cause);
  }
  throw modelError('badMetadata', { path: weights.path, text: text.slice(0, 80) });
}

function isObject(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
