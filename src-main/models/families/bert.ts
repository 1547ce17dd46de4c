// BERT, parameters named as in Transformers. Source: Devlin et al. 2018.
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import { normal } from '../initialisers.ts';
import { type Layer, linearLayer } from '../layers.ts';
import type { Stage } from '../model.ts';
import type { ModelBuilder } from '../model-builder.ts';
import { poolingStage } from '../pooling.ts';
import { bertLayerNames, embeddingStage, firstToken, initialStd, transformerStage } from '../text-stages.ts';
import { countIndexed, refuseOtherClass, sizeAt, toldTextPooling } from './evidence.ts';
import { defineFamily, type Evidence, type HubClasses } from './family.ts';
import { count, transformerFields, withSizes } from './fields.ts';

const schema = z
  .strictObject({
    family: z.literal('bert'),
    ...transformerFields,
    tokenTypes: count(64).default(2),
    layerNormEpsilon: z.number().positive().max(0.1).default(1e-12),
    /** head: the pooler is new and trained with the classifier, for weights that come without one. */
    pooler: z.enum(['backbone', 'head']).default('backbone'),
    /** Makes the head one linear layer of what is pooled; absent: the pooler, where `pooler` says. */
    pooling: z.enum(['mean', 'first', 'pooler']).optional(),
  })
  .transform(withSizes);

type BertConfig = z.output<typeof schema>;

/** inputIds, attentionMask, tokenTypeIds int32[batch, tokens] -> features float32[batch, width]. */
function backbone(config: BertConfig, build: ModelBuilder): Stage[] {
  const shape = { ...config, epsilon: config.layerNormEpsilon };
  const { pooling } = config;
  const stages = [embeddingStage(build, { ...shape, prefix: 'bert.embeddings' })];
  for (let layer = 0; layer < config.layers; layer++) {
    const stage = `encoder.layer.${layer}`;
    const pooled = hasNewPooler(config) && layer === config.layers - 1;
    stages.push(
      transformerStage(build, { stage, prefix: `bert.${stage}`, names: bertLayerNames, shape, pooled }),
    );
  }
  if (pooling === 'mean' || pooling === 'first') stages.push(poolingStage(pooling, config.hiddenSize));
  else if (!hasNewPooler(config)) stages.push(poolerStage(build, config.hiddenSize));
  return stages;
}

function hasNewPooler({ pooling, pooler }: BertConfig): boolean {
  return pooling === undefined && pooler === 'head';
}

function poolerStage(build: ModelBuilder, width: number): Stage {
  const layer = poolerLayer(build, width);
  return {
    name: 'pooler',
    parameters: layer.parameters,
    outputs: { features: [null, width] },
    forward: ({ hidden }) => ({ features: layer.apply(firstToken(hidden!)) }),
  };
}

/** tanh of a linear layer, [batch, width] -> [batch, width]. */
function poolerLayer(build: ModelBuilder, width: number): Layer {
  const dense = linearLayer(build, 'bert.pooler.dense', { from: width, to: width, init: normal(initialStd) });
  return { parameters: dense.parameters, apply: (x) => tf.tanh(dense.apply(x)) };
}

/** Networks of Transformers that bear BERT's names behind one of their own. */
const otherBerts =
  /(?:^|\.)((?:xlm_)?roberta|camembert|data2vec_text|electra|ernie|esm|layoutlm|lilt|longformer|luke|markuplm|nezha|rembert|roc_bert|splinter|tapas)\.$/;

function recognise(evidence: Evidence) {
  const { tensors, config, prefix, refusal } = evidence;
  const positions = sizeAt(evidence, 'embeddings.position_embeddings.weight', 0);
  const tokenTypes = sizeAt(evidence, 'embeddings.token_type_embeddings.weight', 0);
  const other = otherBerts.exec(prefix)?.[1];
  if (other !== undefined)
    throw refusal(`its names begin with "${prefix}": it is of the kind ${other}, which is not BERT`);
  const embeddings = config.position_embedding_type;
  if (embeddings !== undefined && embeddings !== 'absolute')
    throw refusal(`its position embeddings are ${embeddings}, needed absolute ones`);
  refuseOtherClass(evidence, { modelTypes: ['bert'], activation: 'gelu', activationField: 'hidden_act' });
  return {
    hiddenSize: sizeAt(evidence, 'embeddings.word_embeddings.weight', 1),
    vocabularySize: sizeAt(evidence, 'embeddings.word_embeddings.weight', 0),
    maxPositions: positions,
    layers: countIndexed(evidence, /^encoder\.layer\.(\d+)\./),
    heads: config.num_attention_heads,
    intermediateSize: sizeAt(evidence, 'encoder.layer.0.intermediate.dense.weight', 0),
    tokenTypes,
    layerNormEpsilon: config.layer_norm_eps,
    hiddenDropout: config.hidden_dropout_prob,
    attentionDropout: config.attention_probs_dropout_prob,
    pooler: tensors.has('pooler.dense.weight') ? 'backbone' : 'head',
    ...toldTextPooling(evidence),
  };
}

/** Source: transformers, BertConfig. */
const hub: HubClasses<BertConfig> = {
  encoder: () => 'BertModel',
  tokenizer: 'BertTokenizerFast',
  config: (config, headDropout) => ({
    architectures: ['BertForSequenceClassification'],
    model_type: 'bert',
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
    position_embedding_type: 'absolute',
    classifier_dropout: headDropout,
  }),
};

export const bert = defineFamily<BertConfig>({
  name: 'bert',
  title: 'BERT',
  reads: 'text',
  schema,
  input: ({ vocabularySize, maxPositions }) => ({ kind: 'text', vocabularySize, maxTokens: maxPositions }),
  backbone,
  head: (config, build) => ({
    name: 'classifier',
    width: config.hiddenSize,
    init: normal(initialStd),
    before: hasNewPooler(config) ? poolerLayer(build, config.hiddenSize) : undefined,
  }),
  marker: 'encoder.layer.0.attention.self.query.weight',
  hubPrefixes: ['bert.'],
  namings: [],
  recognise,
  readBy: () => ({ library: 'transformers', name: 'BertForSequenceClassification' }),
  hub,
});
