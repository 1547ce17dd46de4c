// DistilBERT for sequence classification, parameters named as in Transformers. Source: Sanh et al. 2019.
import * as tf from '@tensorflow/tfjs-core';
import type { DistilbertConfig } from './architecture.ts';
import { classifierHead } from './classifier-head.ts';
import { normal } from './initialisers.ts';
import { type Layer, linearLayer } from './layers.ts';
import type { Model } from './model.ts';
import { assembleModel, type BuildOptions, type ModelBuilder, modelBuilder } from './model-builder.ts';
import { poolingStage } from './pooling.ts';
import { embeddingStage, initialStd, type TransformerLayerNames, transformerStage } from './text-stages.ts';

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

/** inputIds, attentionMask int32[batch, tokens] -> logits float32[batch, classes]; the head begins with pre_classifier. */
export function buildDistilbert(config: DistilbertConfig, options: BuildOptions): Model {
  const build = modelBuilder(options);
  const shape = { ...config, epsilon, tokenTypes: 0 };
  const stages = [embeddingStage(build, { ...shape, prefix: 'distilbert.embeddings' })];
  for (let layer = 0; layer < config.layers; layer++) {
    const stage = `transformer.layer.${layer}`;
    const pooled = config.pooling === undefined && layer === config.layers - 1;
    stages.push(transformerStage(build, { stage, prefix: `distilbert.${stage}`, names, shape, pooled }));
  }
  if (config.pooling !== undefined) {
    stages.push(poolingStage(config.pooling, config.hiddenSize));
  }
  build.beginHead();
  stages.push(
    classifierHead(build, {
      name: 'classifier',
      width: config.hiddenSize,
      init: normal(initialStd),
      before: config.pooling === undefined ? preClassifier(build, config.hiddenSize) : undefined,
    }),
  );
  const input = {
    kind: 'text',
    vocabularySize: config.vocabularySize,
    maxTokens: config.maxPositions,
  } as const;
  return assembleModel({ family: config.family, config, input, stages }, options);
}

function preClassifier(build: ModelBuilder, width: number): Layer {
  const dense = linearLayer(build, 'pre_classifier', { from: width, to: width, init: normal(initialStd) });
  return { parameters: dense.parameters, apply: (x) => tf.relu(dense.apply(x)) };
}
