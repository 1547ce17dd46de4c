// What every architecture gives to training: named parameters and a chain of stages.
// A stage boundary is where features may be cached and where freezing may stop.
import type * as tf from '@tensorflow/tfjs-core';

/** A tensor of the reference implementation's state dict. Buffers (batch-norm statistics) are never trained. */
export interface Parameter {
  /** Name in torchvision's / Transformers' state dict, for example `layer1.0.conv1.weight`. */
  readonly name: string;
  readonly kind: 'parameter' | 'buffer';
  /** Weight decay is customarily not applied to biases and normalisation parameters. */
  readonly decay: boolean;
  readonly variable: tf.Variable;
}

/** What a stage needs to know besides its input. */
export interface ForwardContext {
  readonly training: boolean;
  /** Batch norm uses and updates batch statistics only where this says so (and `training` is true). */
  readonly trainsBatchNorm: (stage: string) => boolean;
  /** Seed of the step's dropout masks; each stage derives its own from it. A scalar int32 tensor, so steps replay. */
  readonly seed?: tf.Tensor;
  /**
   * Stages put the new values of their buffers here, by parameter name; the training loop assigns them. The tensors
   * are kept (`tf.keep`), so they outlive the tidy of a gradient; who reads them disposes them.
   */
  readonly bufferUpdates?: Map<string, tf.Tensor>;
}

/**
 * One link of the chain. Takes and gives named tensors, so that text can carry its mask along:
 * images `{ x: float32[batch, channels, height, width] }`;
 * text `{ inputIds, attentionMask, tokenTypeIds: int32[batch, tokens] }`, then `{ hidden, attentionMask }`;
 * the last stage of a backbone gives `{ features: float32[batch, width] }`, the head `{ logits: float32[batch, classes] }`.
 */
export interface Stage {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Shapes of what `forward` gives, by name; null where the batch or the length of the text decides. */
  readonly outputs: Readonly<Record<string, readonly (number | null)[]>>;
  /** Height and width of the smallest map of the stage, before any pooling; absent where there are no maps. */
  readonly mapSide?: number;
  forward(inputs: tf.NamedTensorMap, context: ForwardContext): tf.NamedTensorMap;
}

/** How pixels become the network's input: float value = (pixel / 255 - mean) / std, per channel, RGB. */
export interface ImageInput {
  readonly kind: 'image';
  readonly height: number;
  readonly width: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

export interface TextInput {
  readonly kind: 'text';
  readonly vocabularySize: number;
  readonly maxTokens: number;
}

/** A network: stages from input to logits. The last stage is the head; all before it are the backbone. */
export interface Model {
  readonly family: string;
  /** The family's own configuration, enough to build the same network again; saved with the run. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly input: ImageInput | TextInput;
  readonly stages: readonly Stage[];
  readonly classes: number;
  dispose(): void;
}

/** All parameters of a model, in stage order. */
export function modelParameters(model: Model): Parameter[] {
  return model.stages.flatMap((stage) => stage.parameters);
}
