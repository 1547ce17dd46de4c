// DistilBERT, parameters named as in Transformers. Source: Sanh et al. 2019.
import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod';
import { normal } from '../initialisers.ts';
import { type Layer, linearLayer } from '../layers.ts';
import type { Stage } from '../model.ts';
import type { ModelBuilder } from '../model-builder.ts';
import { poolingStage } from '../pooling.ts';
import { embeddingStage, initialStd, type TransformerLayerNames, transformerStage } from '../text-stages.ts';
import { countIndexed, refuseOtherClass, sizeAt, toldTextPooling } from './evidence.ts';
import { defineFamily, type Evidence, type HubClasses } from './family.ts';
import { transformerFields, withSizes } from './fields.ts';

const schema = z
  .strictObject({
    family: z.literal('distilbert'),
    ...transformerFields,
    /** Makes the head one linear layer of what is pooled; absent: a layer of the first token comes before it. */
    pooling: z.enum(['mean', 'first']).optional(),
  })
  .transform(withSizes);

type DistilbertConfig = z.output<typeof schema>;

const names: TransformerLayerNames = {
  query: 'attention.q_lin',
  key: 'attention.k_lin',
  value: 'attention.v_lin',
  attentionOutput: 'attention.out_lin',
  attentionNorm: 'sa_layer_norm',
  intermediate: 'ffn.lin1',
  output: 'ffn.lin2',
  outputNorm: 'output_layer_norm',
};

/** Fixed in Transformers' DistilBERT. */
const epsilon = 1e-12;

/** inputIds, attentionMask int32[batch, tokens] -> features float32[batch, width]. */
function backbone(config: DistilbertConfig, build: ModelBuilder): Stage[] {
  const shape = { ...config, epsilon, tokenTypes: 0 };
  const stages = [embeddingStage(build, { ...shape, prefix: 'distilbert.embeddings' })];
  for (let layer = 0; layer < config.layers; layer++) {
    const stage = `transformer.layer.${layer}`;
    const pooled = config.pooling === undefined && layer === config.layers - 1;
    stages.push(transformerStage(build, { stage, prefix: `distilbert.${stage}`, names, shape, pooled }));
  }
  if (config.pooling !== undefined) stages.push(poolingStage(config.pooling, config.hiddenSize));
  return stages;
}

function preClassifier(build: ModelBuilder, width: number): Layer {
  const dense = linearLayer(build, 'pre_classifier', { from: width, to: width, init: normal(initialStd) });
  return { parameters: dense.parameters, apply: (x) => tf.relu(dense.apply(x)) };
}

function recognise(evidence: Evidence) {
  const { config } = evidence;
  refuseOtherClass(evidence, {
    modelTypes: ['distilbert'],
    activation: 'gelu',
    activationField: 'activation',
  });
  return {
    hiddenSize: sizeAt(evidence, 'embeddings.word_embeddings.weight', 1),
    vocabularySize: sizeAt(evidence, 'embeddings.word_embeddings.weight', 0),
    maxPositions: sizeAt(evidence, 'embeddings.position_embeddings.weight', 0),
    layers: countIndexed(evidence, /^transformer\.layer\.(\d+)\./),
    heads: config.n_heads,
    intermediateSize: sizeAt(evidence, 'transformer.layer.0.ffn.lin1.weight', 0),
    hiddenDropout: config.dropout,
    attentionDropout: config.attention_dropout,
    ...toldTextPooling(evidence),
  };
}

/** Source: transformers, DistilBertConfig. */
const hub: HubClasses<DistilbertConfig> = {
  encoder: () => 'DistilBertModel',
  tokenizer: 'DistilBertTokenizerFast',
  config: (config, headDropout) => ({
    architectures: ['DistilBertForSequenceClassification'],
    model_type: 'distilbert',
    vocab_size: config.vocabularySize,
    dim: config.hiddenSize,
    n_layers: config.layers,
    n_heads: config.heads,
    hidden_dim: config.intermediateSize,
    activation: 'gelu',
    dropout: config.hiddenDropout,
    attention_dropout: config.attentionDropout,
    max_position_embeddings: config.maxPositions,
    sinusoidal_pos_embds: false,
    seq_classif_dropout: headDropout,
  }),
};

export const distilbert = defineFamily<DistilbertConfig>({
  name: 'distilbert',
  title: 'DistilBERT',
  reads: 'text',
  schema,
  input: ({ vocabularySize, maxPositions }) => ({ kind: 'text', vocabularySize, maxTokens: maxPositions }),
  backbone,
  /** Begins with pre_classifier where nothing else pools. */
  head: ({ pooling, hiddenSize }, build) => ({
    name: 'classifier',
    width: hiddenSize,
    init: normal(initialStd),
    before: pooling === undefined ? preClassifier(build, hiddenSize) : undefined,
  }),
  marker: 'transformer.layer.0.attention.q_lin.weight',
  hubPrefixes: ['distilbert.'],
  namings: [],
  recognise,
  readBy: () => ({ library: 'transformers', name: 'DistilBertForSequenceClassification' }),
  hub,
});
