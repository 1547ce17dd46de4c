// What the encoders of text share: embeddings and post-norm transformer layers; only the tensor names differ.
import * as tf from '@tensorflow/tfjs-core';
import { attention, gelu } from '../engine/fused.ts';
import { modelError } from './errors.ts';
import { embeddingNormal, normal } from './initialisers.ts';
import { dropoutLayer, embedding, type Layer, layerNormLayer, linearLayer, stepSeed } from './layers.ts';
import type { ForwardContext, Stage } from './model.ts';
import type { ModelBuilder } from './model-builder.ts';

/** Standard deviation of initial weights. Source: Devlin et al. 2018, as in Transformers' default configuration. */
export const initialStd = 0.02;
const init = normal(initialStd);

/** Added to the scores of hidden tokens: exp of it is 0 in float32. */
const hiddenScore = -1e9;

export interface TransformerShape {
  readonly hiddenSize: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  readonly epsilon: number;
}

export interface EmbeddingShape extends TransformerShape {
  /** Before `word_embeddings`, for example `bert.embeddings`. */
  readonly prefix: string;
  readonly vocabularySize: number;
  readonly maxPositions: number;
  /**
   * Present: positions are counted over the tokens that are not this one, from the number after it, as RoBERTa does.
   * Absent: over all tokens from 0; the padding token is 0.
   */
  readonly padId?: number | undefined;
  /** 0: the model does not tell segments apart (DistilBERT). */
  readonly tokenTypes: number;
}

/** inputIds, attentionMask, tokenTypeIds int32[batch, tokens] -> hidden float32[batch, tokens, width], attentionMask. */
export function embeddingStage(build: ModelBuilder, shape: EmbeddingShape): Stage {
  const { prefix, hiddenSize: width, maxPositions, padId } = shape;
  const maxTokens = padId === undefined ? maxPositions : maxPositions - padId - 1;
  const words = embedding(build, `${prefix}.word_embeddings`, {
    rows: shape.vocabularySize,
    width,
    init: embeddingNormal(initialStd, padId ?? 0),
  });
  const positions = embedding(build, `${prefix}.position_embeddings`, {
    rows: maxPositions,
    width,
    init: padId === undefined ? init : embeddingNormal(initialStd, padId),
  });
  const types =
    shape.tokenTypes === 0
      ? undefined
      : embedding(build, `${prefix}.token_type_embeddings`, { rows: shape.tokenTypes, width, init });
  const norm = layerNormLayer(build, `${prefix}.LayerNorm`, { width, epsilon: shape.epsilon });
  const drop = dropoutLayer(build, prefix, shape.hiddenDropout);
  return {
    name: 'embeddings',
    parameters: [words, positions, types, norm].flatMap((layer) => layer?.parameters ?? []),
    outputs: { hidden: [null, null, width], attentionMask: [null, null] },
    forward({ inputIds, attentionMask, tokenTypeIds }, context) {
      const tokens = inputIds!.shape[1]!;
      if (tokens > maxTokens) {
        throw modelError('tooManyTokens', { tokens, maxTokens });
      }
      const position =
        padId === undefined
          ? tf.slice(positions.parameters[0]!.variable, [0, 0], [tokens, width])
          : positions.apply(positionsAfter(padId, inputIds!));
      const placed = tf.add(words.apply(inputIds!), position);
      const typed = types === undefined ? placed : tf.add(placed, typeVectors(types, tokenTypeIds!));
      return { hidden: drop.apply(norm.apply(typed), context), attentionMask: attentionMask! };
    },
  };
}

/** Of one type all tokens are, whatever a tokenizer says: the one row, which adds to each. */
function typeVectors(types: Layer, tokenTypeIds: tf.Tensor): tf.Tensor {
  const table = types.parameters[0]!.variable;
  return table.shape[0] === 1 ? table : types.apply(tokenTypeIds);
}

/** Padding has the position `padId`, the others padId + 1 onward. Source: create_position_ids_from_input_ids of RoBERTa. */
function positionsAfter(padId: number, inputIds: tf.Tensor): tf.Tensor {
  const pad = tf.scalar(padId, 'int32');
  const present = tf.cast(tf.notEqual(inputIds, pad), 'int32');
  return tf.add(tf.mul(tf.cumsum(present, 1), present), pad);
}

/** Names of one layer's parts in the reference implementation. */
export interface TransformerLayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly intermediate: string;
  readonly output: string;
  readonly outputNorm: string;
}

/** BERT's, which most encoders after it have kept. */
export const bertLayerNames: TransformerLayerNames = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  attentionOutput: 'attention.output.dense',
  attentionNorm: 'attention.output.LayerNorm',
  intermediate: 'intermediate.dense',
  output: 'output.dense',
  outputNorm: 'output.LayerNorm',
};

export interface TransformerStageOptions {
  readonly stage: string;
  readonly prefix: string;
  readonly names: TransformerLayerNames;
  readonly shape: TransformerShape;
  /** Ends the backbone: the first token's vector becomes `features`. */
  readonly pooled: boolean;
}

/** Self-attention and a two-layer GELU network, each with dropout, residual and layer norm after it. */
export function transformerStage(build: ModelBuilder, options: TransformerStageOptions): Stage {
  const { stage, prefix, names, shape, pooled } = options;
  const { hiddenSize: width, heads, intermediateSize, epsilon } = shape;
  const dense = (name: string, from: number, to: number) =>
    linearLayer(build, `${prefix}.${name}`, { from, to, init });
  const norm = (name: string) => layerNormLayer(build, `${prefix}.${name}`, { width, epsilon });
  const layers = {
    query: dense(names.query, width, width),
    key: dense(names.key, width, width),
    value: dense(names.value, width, width),
    attentionOutput: dense(names.attentionOutput, width, width),
    attentionNorm: norm(names.attentionNorm),
    intermediate: dense(names.intermediate, width, intermediateSize),
    output: dense(names.output, intermediateSize, width),
    outputNorm: norm(names.outputNorm),
  };
  const weightDropout = attentionDropout(build, `${prefix}.${names.query}`, shape.attentionDropout);
  const attentionDrop = dropoutLayer(build, `${prefix}.${names.attentionOutput}`, shape.hiddenDropout);
  const outputDrop = dropoutLayer(build, `${prefix}.${names.output}`, shape.hiddenDropout);
  return {
    name: stage,
    parameters: Object.values(layers).flatMap((layer) => layer.parameters),
    outputs: pooled
      ? { features: [null, width] }
      : { hidden: [null, null, width], attentionMask: [null, null] },
    forward({ hidden, attentionMask }, context): tf.NamedTensorMap {
      const x = hidden!;
      const [q, k, v] = [layers.query.apply(x), layers.key.apply(x), layers.value.apply(x)];
      const mixed = attention(q, k, v, scoreMask(attentionMask!), heads, weightDropout(context));
      const attended = attentionDrop.apply(layers.attentionOutput.apply(mixed), context);
      const middle = layers.attentionNorm.apply(tf.add(attended, x));
      const expanded = gelu(layers.intermediate.apply(middle));
      const contracted = outputDrop.apply(layers.output.apply(expanded), context);
      const y = layers.outputNorm.apply(tf.add(contracted, middle));
      return pooled ? { features: firstToken(y) } : { hidden: y, attentionMask: attentionMask! };
    },
  };
}

/** hidden float32[batch, tokens, width] -> vector of the first token, [batch, width]. */
export function firstToken(hidden: tf.Tensor): tf.Tensor {
  const [batch, , width] = hidden.shape as [number, number, number];
  return tf.reshape(tf.slice(hidden, [0, 0, 0], [batch, 1, width]), [batch, width]);
}

/** attentionMask int32[batch, tokens], 1 = look at it -> float32[batch, 1, 1, tokens], 0 or a large negative number. */
function scoreMask(attentionMask: tf.Tensor): tf.Tensor {
  const [batch, tokens] = attentionMask.shape as [number, number];
  const hidden = tf.sub(1, tf.cast(attentionMask, 'float32'));
  return tf.reshape(tf.mul(hidden, hiddenScore), [batch, 1, 1, tokens]);
}

function attentionDropout(build: ModelBuilder, layer: string, rate: number) {
  const salt = build.salt();
  return (context: ForwardContext) =>
    context.training && rate > 0 ? { rate, seed: stepSeed(context, layer), salt } : undefined;
}
