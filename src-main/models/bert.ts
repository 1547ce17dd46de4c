// BERT for sequence classification, parameters named as in Transformers. Source: Devlin et al. 2018.
import * as tf from '@tensorflow/tfjs-core';
import type { BertConfig } from './architecture.ts';
import { classifierHead } from './classifier-head.ts';
import { normal } from './initialisers.ts';
import { type Layer, linearLayer } from './layers.ts';
import type { Model, Stage } from './model.ts';
import { assembleModel, type BuildOptions, type ModelBuilder, modelBuilder } from './model-builder.ts';
import { poolingStage } from './pooling.ts';
import {
  embeddingStage,
  firstToken,
  initialStd,
  type TransformerLayerNames,
  transformerStage,
} from './text-stages.ts';

const names: TransformerLayerNames = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  attentionOutput: 'attention.output.dense',
  attentionNorm: 'attention.output.LayerNorm',
  intermediate: 'intermediate.dense',
  output: 'output.dense',
  outputNorm: 'output.LayerNorm',
};

/** inputIds, attentionMask, tokenTypeIds int32[batch, tokens] -> logits float32[batch, classes]. */
export function buildBert(config: BertConfig, options: BuildOptions): Model {
  const build = modelBuilder(options);
  const shape = { ...config, epsilon: config.layerNormEpsilon };
  const { pooling } = config;
  const newPooler = pooling === undefined && config.pooler === 'head';
  const stages = [embeddingStage(build, { ...shape, prefix: 'bert.embeddings' })];
  for (let layer = 0; layer < config.layers; layer++) {
    const stage = `encoder.layer.${layer}`;
    const pooled = newPooler && layer === config.layers - 1;
    stages.push(transformerStage(build, { stage, prefix: `bert.${stage}`, names, shape, pooled }));
  }
  if (pooling === 'mean' || pooling === 'first') {
    stages.push(poolingStage(pooling, config.hiddenSize));
  } else if (!newPooler) {
    stages.push(poolerStage(build, config.hiddenSize));
  }
  build.beginHead();
  stages.push(
    classifierHead(build, {
      name: 'classifier',
      width: config.hiddenSize,
      init: normal(initialStd),
      before: newPooler ? pooler(build, config.hiddenSize) : undefined,
    }),
  );
  const input = {
    kind: 'text',
    vocabularySize: config.vocabularySize,
    maxTokens: config.maxPositions,
  } as const;
  return assembleModel({ family: config.family, config, input, stages }, options);
}

function poolerStage(build: ModelBuilder, width: number): Stage {
  const layer = pooler(build, width);
  return {
    name: 'pooler',
    parameters: layer.parameters,
    outputs: { features: [null, width] },
    forward: ({ hidden }) => ({ features: layer.apply(firstToken(hidden!)) }),
  };
}

/** tanh of a linear layer, [batch, width] -> [batch, width]. */
function pooler(build: ModelBuilder, width: number): Layer {
  const dense = linearLayer(build, 'bert.pooler.dense', { from: width, to: width, init: normal(initialStd) });
  return { parameters: dense.parameters, apply: (x) => tf.tanh(dense.apply(x)) };
}
