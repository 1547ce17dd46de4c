// What the image families share: normalised convolutions, pooled last stages, input scaling.
import * as tf from '@tensorflow/tfjs-core';
import { batchNorm, type ConvolutionShape, convolution, type Layer } from './layers.ts';
import type { ForwardContext, ImageInput, Stage } from './model.ts';
import type { ModelBuilder } from './model-builder.ts';

/** Mean and standard deviation of ImageNet's pixels over 255, RGB. Source: torchvision's reference transforms. */
const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
/** Pixels scaled to -1..1, as Keras prepares them for MobileNetV2. */
const symmetric = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;

interface PictureConfig {
  readonly imageSize: number;
  readonly mean?: ImageInput['mean'] | undefined;
  readonly std?: ImageInput['std'] | undefined;
}

/** The input an architecture has, with the mean and deviation that its weights' files told, or else ImageNet's. */
export function imagenetInput(config: PictureConfig): ImageInput {
  return imageInput(config, imagenet);
}

/** Likewise, or else from -1 to 1. */
export function symmetricInput(config: PictureConfig): ImageInput {
  return imageInput(config, symmetric);
}

function imageInput(
  { imageSize, mean, std }: PictureConfig,
  usual: Pick<ImageInput, 'mean' | 'std'>,
): ImageInput {
  return {
    kind: 'image',
    height: imageSize,
    width: imageSize,
    mean: mean ?? usual.mean,
    std: std ?? usual.std,
  };
}

/** A layer of pictures that knows its stage, because batch norm may be frozen stage by stage. */
export type PictureLayer = Layer<[x: tf.Tensor4D, stage: string, context: ForwardContext]>;

export interface NormalisedConvolutionShape extends ConvolutionShape {
  readonly epsilon: number;
}

/** Convolution then batch norm, under the two names of the reference implementation. */
export function normalisedConvolution(
  build: ModelBuilder,
  names: { readonly convolution: string; readonly norm: string },
  shape: NormalisedConvolutionShape,
): PictureLayer {
  const conv = convolution(build, names.convolution, shape);
  const norm = batchNorm(build, names.norm, { channels: shape.outChannels, epsilon: shape.epsilon });
  return {
    parameters: [...conv.parameters, ...norm.parameters],
    apply: (x, stage, context) => norm.apply(conv.apply(x) as tf.Tensor4D, stage, context),
  };
}

export interface PictureStageOptions {
  readonly channels: number;
  /** Height and width of the output for the model's own input size. */
  readonly size: number;
  /** Ends the backbone: the mean over height and width becomes `features`. */
  readonly pooled: boolean;
  /** Of the smallest map inside, where the output is yet smaller; `size` when absent. */
  readonly mapSide?: number;
}

/** A stage of one picture layer: x float32[batch, channels, height, width], or pooled features[batch, channels]. */
export function pictureStage(name: string, layer: PictureLayer, options: PictureStageOptions): Stage {
  const { channels, size, pooled, mapSide = size } = options;
  return {
    name,
    parameters: layer.parameters,
    mapSide,
    outputs: pooled ? { features: [null, channels] } : { x: [null, channels, size, size] },
    forward(inputs, context): tf.NamedTensorMap {
      const x = layer.apply(inputs.x as tf.Tensor4D, name, context);
      return pooled ? { features: tf.mean(x, [2, 3]) } : { x };
    },
  };
}
