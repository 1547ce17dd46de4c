// The layers the families are made of. Each owns its parameters, named as in PyTorch, and applies them to tensors.
import * as tf from '@tensorflow/tfjs-core';
import {
  batchNormInference,
  batchNormTraining,
  type Conv2dOptions,
  conv2d,
  dropout,
  layerNorm,
  linear,
} from '../engine/fused.ts';
import { modelError } from './errors.ts';
import { type Initialiser, ones, zeros } from './initialisers.ts';
import type { ForwardContext, Parameter } from './model.ts';
import type { ModelBuilder } from './model-builder.ts';

export interface Layer<Arguments extends unknown[] = [x: tf.Tensor]> {
  readonly parameters: readonly Parameter[];
  apply(...args: Arguments): tf.Tensor;
}

export interface ConvolutionShape {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Side of the window, or its height and width. */
  readonly kernel: number | readonly [height: number, width: number];
  readonly init: Initialiser;
  /** Absent: there is no bias. */
  readonly biasInit?: Initialiser | undefined;
  readonly stride?: number;
  readonly groups?: number;
  /** Cells around the picture; a function where it depends on the picture. (kernel - 1) / 2 on each side when absent. */
  readonly padding?: Conv2dOptions['padding'] | ((x: tf.Tensor4D) => Conv2dOptions['padding']);
}

/** Convolution, x NCHW; parameters `<name>.weight` [out, in / groups, height, width] and perhaps `<name>.bias` [out]. */
export function convolution(
  build: ModelBuilder,
  name: string,
  shape: ConvolutionShape,
): Layer<[tf.Tensor4D]> {
  const { inChannels, outChannels, kernel, stride = 1, groups = 1 } = shape;
  const [height, width] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
  const padding = shape.padding ?? evenPadding(height, width);
  const sizes = [outChannels, inChannels / groups, height, width];
  const weight = build.parameter(`${name}.weight`, sizes, shape.init);
  const bias = shape.biasInit && build.parameter(`${name}.bias`, [outChannels], shape.biasInit);
  return {
    parameters: bias === undefined ? [weight] : [weight, bias],
    apply(x) {
      const y = conv2d(x, weight.variable as tf.Variable<tf.Rank.R4>, {
        stride,
        groups,
        padding: typeof padding === 'function' ? padding(x) : padding,
      });
      return bias === undefined ? y : tf.add(y, tf.reshape(bias.variable, [1, outChannels, 1, 1]));
    },
  };
}

/** What keeps the size of a picture at stride 1, for windows of odd sides. */
function evenPadding(height: number, width: number): Conv2dOptions['padding'] {
  const [rows, columns] = [(height - 1) / 2, (width - 1) / 2];
  return rows === columns ? rows : [rows, rows, columns, columns];
}

/** Share of the new batch in the running statistics. Source: default of torch.nn.BatchNorm2d. */
const batchNormMomentum = 0.1;

/**
 * Batch norm over NCHW pictures; parameters weight, bias and buffers running_mean, running_var, all [channels].
 * With batch statistics it leaves the new running ones (unbiased variance, as torch does) in `context.bufferUpdates`.
 */
export function batchNorm(
  build: ModelBuilder,
  name: string,
  options: { readonly channels: number; readonly epsilon: number },
): Layer<[tf.Tensor4D, string, ForwardContext]> {
  const shape = [options.channels];
  const gamma = build.parameter(`${name}.weight`, shape, ones);
  const beta = build.parameter(`${name}.bias`, shape, zeros);
  const mean = build.buffer(`${name}.running_mean`, shape, zeros);
  const variance = build.buffer(`${name}.running_var`, shape, ones);
  const vector = (parameter: Parameter) => parameter.variable as tf.Variable<tf.Rank.R1>;
  return {
    parameters: [gamma, beta, mean, variance],
    apply(x, stage, context) {
      if (!context.training || !context.trainsBatchNorm(stage)) {
        return batchNormInference(
          x,
          { mean: vector(mean), variance: vector(variance), gamma: vector(gamma), beta: vector(beta) },
          options.epsilon,
        );
      }
      const batch = batchNormTraining(x, vector(gamma), vector(beta), options.epsilon);
      const count = x.size / options.channels;
      const unbiased = tf.mul(batch.variance, count / Math.max(1, count - 1));
      updateBuffer(context, mean, batch.mean);
      updateBuffer(context, variance, unbiased);
      return batch.y;
    },
  };
}

function updateBuffer(context: ForwardContext, buffer: Parameter, batchValue: tf.Tensor): void {
  if (context.bufferUpdates === undefined) {
    return;
  }
  const kept = tf.mul(buffer.variable, 1 - batchNormMomentum);
  const next = tf.add(kept, tf.mul(batchValue, batchNormMomentum));
  context.bufferUpdates.set(buffer.name, tf.keep(next));
}

export interface LinearShape {
  readonly from: number;
  readonly to: number;
  readonly init: Initialiser;
  /** Zeros when absent. */
  readonly biasInit?: Initialiser;
}

/** y = x W^T + b; parameters weight [to, from] and bias [to]. */
export function linearLayer(build: ModelBuilder, name: string, shape: LinearShape): Layer {
  const weight = build.parameter(`${name}.weight`, [shape.to, shape.from], shape.init);
  const bias = build.parameter(`${name}.bias`, [shape.to], shape.biasInit ?? zeros);
  return {
    parameters: [weight, bias],
    apply: (x) =>
      linear(x, weight.variable as tf.Variable<tf.Rank.R2>, bias.variable as tf.Variable<tf.Rank.R1>),
  };
}

/** Layer norm over the last axis; parameters weight and bias [width]. */
export function layerNormLayer(
  build: ModelBuilder,
  name: string,
  options: { readonly width: number; readonly epsilon: number },
): Layer {
  const gamma = build.parameter(`${name}.weight`, [options.width], ones);
  const beta = build.parameter(`${name}.bias`, [options.width], zeros);
  return {
    parameters: [gamma, beta],
    apply: (x) => layerNorm(x, gamma.variable, beta.variable, options.epsilon),
  };
}

/** A table of `rows` vectors; ids int32[...] -> [..., width]. */
export function embedding(
  build: ModelBuilder,
  name: string,
  options: { readonly rows: number; readonly width: number; readonly init: Initialiser },
): Layer {
  const table = build.parameter(`${name}.weight`, [options.rows, options.width], options.init);
  return { parameters: [table], apply: (ids) => tf.gather(table.variable, ids) };
}

/** Dropout with a mask of its own in every step; the identity outside training. Throws without a step seed. */
export function dropoutLayer(
  build: ModelBuilder,
  name: string,
  rate: number,
): Layer<[tf.Tensor, ForwardContext]> {
  const salt = build.salt();
  return {
    parameters: [],
    apply: (x, context) =>
      context.training && rate > 0 ? dropout(x, rate, stepSeed(context, name), salt) : x,
  };
}

/** The seed of this step's dropout masks, or an error naming the layer that needed it. */
export function stepSeed(context: ForwardContext, layer: string): tf.Tensor {
  if (context.seed === undefined) {
    throw modelError('internalNoSeed', { layer });
  }
  return context.seed;
}
