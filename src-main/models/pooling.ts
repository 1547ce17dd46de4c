// From one vector a token to one vector a text: the last stage of a text backbone where the head is a plain linear layer.
import * as tf from '@tensorflow/tfjs-core';
import type { Stage } from './model.ts';
import { firstToken } from './text-stages.ts';

/** mean: of all tokens but padding. first: of the first token ([CLS]). pooler: BERT's own layer over the first. */
export const poolings = ['mean', 'first', 'pooler'] as const;
export type Pooling = (typeof poolings)[number];

const stageNames = { mean: 'mean-pooling', first: 'first-token' } as const;

/** hidden float32[batch, tokens, width], attentionMask int32[batch, tokens] -> features float32[batch, width]. */
export function poolingStage(pooling: Exclude<Pooling, 'pooler'>, width: number): Stage {
  return {
    name: stageNames[pooling],
    parameters: [],
    outputs: { features: [null, width] },
    forward: ({ hidden, attentionMask }) => ({
      features: pooling === 'mean' ? meanOfTokens(hidden!, attentionMask!) : firstToken(hidden!),
    }),
  };
}

/** The mean over the tokens that the mask looks at. Source: Reimers and Gurevych 2019, section 3. */
export function meanOfTokens(hidden: tf.Tensor, attentionMask: tf.Tensor): tf.Tensor {
  const mask = tf.expandDims(tf.cast(attentionMask, 'float32'), 2);
  const sum = tf.sum(tf.mul(hidden, mask), 1);
  return tf.div(sum, tf.sum(mask, 1));
}

/**
 * The pooling that a folder of Sentence Transformers tells (`1_Pooling/config.json`): undefined where it says nothing,
 * null where it says something that is not among {@link poolings}. Source: its class models.Pooling.
 */
export function toldPooling(config: unknown): Exclude<Pooling, 'pooler'> | null | undefined {
  if (typeof config !== 'object' || config === null) return undefined;
  const modes = Object.entries(config).filter(
    ([name, on]) => name.startsWith('pooling_mode_') && on === true,
  );
  if (modes.length === 0) return undefined;
  const known = { pooling_mode_mean_tokens: 'mean', pooling_mode_cls_token: 'first' } as const;
  const [name] = modes[0]!;
  return modes.length === 1 && name in known ? known[name as keyof typeof known] : null;
}
