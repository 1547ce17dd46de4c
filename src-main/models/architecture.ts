// What a network is before it is built: family and configuration, checked, with every default filled in.
import * as z from 'zod';
import { modelError } from './errors.ts';

const count = (max: number) => z.number().int().min(1).max(max);
const dropoutRate = z.number().min(0).max(0.9);
const imageSize = z.number().int().min(8).max(1024);
/** What is taken from pixel / 255 and what that is divided by, RGB; the family's usual values when absent. */
const pictureInput = {
  mean: z.tuple([z.number(), z.number(), z.number()]).optional(),
  std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).optional(),
};
const blockCounts = z.array(count(64)).length(4);

const resnetSchema = z.strictObject({
  family: z.literal('resnet'),
  block: z.enum(['basic', 'bottleneck']),
  /** Residual blocks in layer1 to layer4. */
  blocks: blockCounts,
  /** Channels of the stem; 64 in every torchvision ResNet. */
  width: count(1024).default(64),
  imageSize: imageSize.default(224),
  ...pictureInput,
});

const cifarResnetSchema = z.strictObject({
  family: z.literal('cifar-resnet'),
  depth: count(1202).refine((depth) => (depth - 2) % 6 === 0 && depth > 2, 'depth must be 6 n + 2'),
  width: z.number().int().min(4).max(1024).multipleOf(4).default(16),
  imageSize: imageSize.default(32),
  ...pictureInput,
});

const mobilenetV2Schema = z.strictObject({
  family: z.literal('mobilenet-v2'),
  /** Multiplier of all channel counts. */
  width: z.number().min(0.1).max(4).default(1),
  /** Padding at stride 2, batch-norm epsilon and input scaling differ between the two. */
  variant: z.enum(['torchvision', 'keras']).default('torchvision'),
  imageSize: imageSize.default(224),
  ...pictureInput,
});

const transformerFields = {
  layers: count(96).default(12),
  hiddenSize: count(8192).default(768),
  /** hiddenSize / 64 when absent, as in the published models. */
  heads: count(128).optional(),
  /** 4 hiddenSize when absent. */
  intermediateSize: count(65536).optional(),
  vocabularySize: count(2_000_000).default(30522),
  maxPositions: count(32768).default(512),
  hiddenDropout: dropoutRate.default(0.1),
  attentionDropout: dropoutRate.default(0.1),
};

const bertSchema = z.strictObject({
  family: z.literal('bert'),
  ...transformerFields,
  tokenTypes: count(64).default(2),
  layerNormEpsilon: z.number().positive().max(0.1).default(1e-12),
  /** head: the pooler is new and trained with the classifier, for weights that come without one. */
  pooler: z.enum(['backbone', 'head']).default('backbone'),
  /** Makes the head one linear layer of what is pooled; absent: the pooler, where `pooler` says. */
  pooling: z.enum(['mean', 'first', 'pooler']).optional(),
});

const distilbertSchema = z.strictObject({
  family: z.literal('distilbert'),
  ...transformerFields,
  /** Makes the head one linear layer of what is pooled; absent: a layer of the first token comes before it. */
  pooling: z.enum(['mean', 'first']).optional(),
});

const architectureSchema = z.discriminatedUnion('family', [
  resnetSchema,
  cifarResnetSchema,
  mobilenetV2Schema,
  bertSchema,
  distilbertSchema,
]);

type Parsed = z.output<typeof architectureSchema>;
type Sized<T> = T extends { hiddenSize: number } ? T & { heads: number; intermediateSize: number } : T;

/** A complete architecture; `buildModel` makes the network of it. */
export type Architecture = Sized<Parsed>;
export type ResnetConfig = Extract<Architecture, { family: 'resnet' }>;
export type CifarResnetConfig = Extract<Architecture, { family: 'cifar-resnet' }>;
export type MobilenetV2Config = Extract<Architecture, { family: 'mobilenet-v2' }>;
export type BertConfig = Extract<Architecture, { family: 'bert' }>;
export type DistilbertConfig = Extract<Architecture, { family: 'distilbert' }>;

/** Block kind and counts by depth. Source: He et al. 2015, table 1. */
export const resnetDepths: Readonly<Record<number, Pick<ResnetConfig, 'block' | 'blocks'>>> = {
  18: { block: 'basic', blocks: [2, 2, 2, 2] },
  34: { block: 'basic', blocks: [3, 4, 6, 3] },
  50: { block: 'bottleneck', blocks: [3, 4, 6, 3] },
  101: { block: 'bottleneck', blocks: [3, 4, 23, 3] },
  152: { block: 'bottleneck', blocks: [3, 8, 36, 3] },
};

/**
 * Checks an architecture as a person writes it and fills in what is left out.
 * `{ family: 'resnet', depth: 50 }`, `{ family: 'bert', layers: 4, hiddenSize: 256 }`.
 * Throws models.invalidArchitecture naming the field.
 */
export function parseArchitecture(input: Readonly<Record<string, unknown>>): Architecture {
  const parsed = architectureSchema.safeParse(expandDepth(input));
  if (!parsed.success) {
    throw modelError('invalidArchitecture', { problem: z.prettifyError(parsed.error) });
  }
  return withSizes(parsed.data);
}

function expandDepth(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (input.family !== 'resnet' || input.depth === undefined) {
    return input;
  }
  const { depth, ...rest } = input;
  const known = resnetDepths[Number(depth)];
  if (known === undefined) {
    const problem = `ResNet depth ${depth} is not one of ${Object.keys(resnetDepths).join(', ')}`;
    throw modelError('invalidArchitecture', { problem });
  }
  return { ...known, ...rest };
}

function withSizes(parsed: Parsed): Architecture {
  if (!('hiddenSize' in parsed)) {
    return parsed;
  }
  const heads = parsed.heads ?? Math.max(1, Math.round(parsed.hiddenSize / 64));
  if (parsed.hiddenSize % heads !== 0) {
    const problem = `hiddenSize ${parsed.hiddenSize} cannot be divided among ${heads} heads`;
    throw modelError('invalidArchitecture', { problem });
  }
  return { ...parsed, heads, intermediateSize: parsed.intermediateSize ?? 4 * parsed.hiddenSize };
}
