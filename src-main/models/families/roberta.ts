// RoBERTa, and CamemBERT and XLM-RoBERTa, which are the same network over other words: BERT without segments, whose
// positions are counted behind the padding token. Parameters named as in Transformers. Source: Liu et al. 2019.
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import type { HeadShape } from '../classifier-head.ts';
import { normal } from '../initialisers.ts';
import { linearLayer } from '../layers.ts';
import type { Stage } from '../model.ts';
import type { ModelBuilder } from '../model-builder.ts';
import { poolingStage } from '../pooling.ts';
import { bertLayerNames, embeddingStage, initialStd, transformerStage } from '../text-stages.ts';
import { countIndexed, refuseOtherClass, sizeAt, toldTextPooling } from './evidence.ts';
import { defineFamily, type Evidence, type HubClasses } from './family.ts';
import { count, transformerFields, withSizes } from './fields.ts';

/** `model_type` in config.json, and what the classes of Transformers begin with. */
const classes = { roberta: 'Roberta', camembert: 'Camembert', 'xlm-roberta': 'XLMRoberta' } as const;
const modelTypes = ['roberta', 'camembert', 'xlm-roberta'] as const;

const schema = z
  .strictObject({
    family: z.literal('roberta'),
    /** Which of the three it is called; they compute the same. */
    modelType: z.enum(modelTypes).default('roberta'),
    ...transformerFields,
    vocabularySize: count(2_000_000).default(50265),
    /** Rows of the table, of which the first padId + 1 stand before the first token. */
    maxPositions: count(32768).default(514),
    tokenTypes: count(64).default(1),
    layerNormEpsilon: z.number().positive().max(0.1).default(1e-5),
    /** Number of the padding token, from which positions are counted. */
    padId: z.number().int().min(0).max(1000).default(1),
    /** Makes the head one linear layer of what is pooled; absent: a layer of the first token comes before it. */
    pooling: z.enum(['mean', 'first']).optional(),
  })
  .refine(({ padId, maxPositions }) => padId + 1 < maxPositions, 'maxPositions must be more than padId + 1')
  .transform(withSizes);

type RobertaConfig = z.output<typeof schema>;

/** inputIds, attentionMask, tokenTypeIds int32[batch, tokens] -> features float32[batch, width]. */
function backbone(config: RobertaConfig, build: ModelBuilder): Stage[] {
  const shape = { ...config, epsilon: config.layerNormEpsilon };
  const stages = [embeddingStage(build, { ...shape, prefix: 'roberta.embeddings' })];
  for (let layer = 0; layer < config.layers; layer++) {
    const stage = `encoder.layer.${layer}`;
    const pooled = config.pooling === undefined && layer === config.layers - 1;
    stages.push(
      transformerStage(build, { stage, prefix: `roberta.${stage}`, names: bertLayerNames, shape, pooled }),
    );
  }
  if (config.pooling !== undefined) stages.push(poolingStage(config.pooling, config.hiddenSize));
  return stages;
}

function head({ pooling, hiddenSize: width }: RobertaConfig, build: ModelBuilder): HeadShape {
  const init = normal(initialStd);
  if (pooling !== undefined) return { name: 'classifier', width, init };
  const dense = linearLayer(build, 'classifier.dense', { from: width, to: width, init });
  const before = { parameters: dense.parameters, apply: (x: tf.Tensor) => tf.tanh(dense.apply(x)) };
  return { name: 'classifier.out_proj', width, init, before, dropsFeatures: true };
}

const ownPrefix = /(?:^|\.)(?:(?:xlm_)?roberta|camembert)\.$/;

/** Undefined for the other networks with BERT's tensors. */
function recognise(evidence: Evidence) {
  const { config } = evidence;
  const positions = sizeAt(evidence, 'embeddings.position_embeddings.weight', 0);
  const tokenTypes = sizeAt(evidence, 'embeddings.token_type_embeddings.weight', 0);
  if (!isRoberta(evidence, positions, tokenTypes)) return undefined;
  const embeddings = config.position_embedding_type;
  if (embeddings !== undefined && embeddings !== 'absolute')
    throw evidence.refusal(`its position embeddings are ${embeddings}, needed absolute ones`);
  refuseOtherClass(evidence, { modelTypes, activation: 'gelu', activationField: 'hidden_act' });
  return {
    modelType: config.model_type,
    hiddenSize: sizeAt(evidence, 'embeddings.word_embeddings.weight', 1),
    vocabularySize: sizeAt(evidence, 'embeddings.word_embeddings.weight', 0),
    maxPositions: positions,
    layers: countIndexed(evidence, /^encoder\.layer\.(\d+)\./),
    heads: config.num_attention_heads,
    intermediateSize: sizeAt(evidence, 'encoder.layer.0.intermediate.dense.weight', 0),
    tokenTypes,
    layerNormEpsilon: config.layer_norm_eps,
    padId: config.pad_token_id,
    hiddenDropout: config.hidden_dropout_prob,
    attentionDropout: config.attention_probs_dropout_prob,
    ...toldTextPooling(evidence),
  };
}

/** config.json tells; else a prefix; else a table of positions that is 2 more than a power of 2, and one segment. */
function isRoberta({ config, prefix }: Evidence, positions: number, tokenTypes: number): boolean {
  const { model_type: type } = config;
  if (type !== undefined) return modelTypes.some((known) => known === type);
  return ownPrefix.test(prefix) || (tokenTypes === 1 && Number.isInteger(Math.log2(positions - 2)));
}

/** Source: transformers, RobertaConfig. */
const hub: HubClasses<RobertaConfig> = {
  encoder: ({ modelType }) => `${classes[modelType]}Model`,
  config: (config, headDropout) => ({
    architectures: [`${classes[config.modelType]}ForSequenceClassification`],
    model_type: config.modelType,
    vocab_size: config.vocabularySize,
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    intermediate_size: config.intermediateSize,
    hidden_act: 'gelu',
    hidden_dropout_prob: config.hiddenDropout,
    attention_probs_dropout_prob: config.attentionDropout,
    max_position_embeddings: config.maxPositions,
    type_vocab_size: config.tokenTypes,
    layer_norm_eps: config.layerNormEpsilon,
    pad_token_id: config.padId,
    position_embedding_type: 'absolute',
    classifier_dropout: headDropout,
  }),
};

export const roberta = defineFamily<RobertaConfig>({
  name: 'roberta',
  title: 'RoBERTa (CamemBERT, XLM-R)',
  reads: 'text',
  schema,
  input: ({ vocabularySize, maxPositions, padId }) => ({
    kind: 'text',
    vocabularySize,
    maxTokens: maxPositions - padId - 1,
  }),
  backbone,
  head,
  marker: 'encoder.layer.0.attention.self.query.weight',
  hubPrefixes: ['roberta.', 'camembert.', 'xlm_roberta.'],
  namings: [],
  recognise,
  readBy: ({ modelType }) => ({
    library: 'transformers',
    name: `${classes[modelType]}ForSequenceClassification`,
  }),
  hub,
});
