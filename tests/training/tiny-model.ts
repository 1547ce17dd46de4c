// A network of three stages small enough for the reference backend, with everything a real one has: frozen and trained
// parameters, batch norm, dropout. x[batch, 4] -> x[batch, 6] -> features[batch, 5] -> logits[batch, classes].
import * as tf from '@tensorflow/tfjs-core';
import { dropout, linear } from '../../src-main/engine/fused.ts';
import type { Model, Parameter, Stage } from '../../src-main/models/model.ts';

export interface TinyOptions {
  readonly values: Readonly<Record<string, readonly number[]>>;
  readonly dropout?: number;
  readonly classes?: number;
}

let models = 0;

export function tinyModel({ values, dropout: rate = 0, classes = 3 }: TinyOptions): Model {
  const prefix = `tiny${models++}`;
  const make = (name: string, shape: number[], kind: Parameter['kind'] = 'parameter'): Parameter => {
    const initial = tf.tensor(values[name]!.slice(), shape, 'float32');
    const variable = tf.variable(initial, kind === 'parameter', `${prefix}/${name}`);
    initial.dispose();
    return { name, kind, decay: kind === 'parameter' && shape.length > 1, variable };
  };
  const dense = (name: string, from: number, to: number) => {
    const [weight, bias] = [make(`${name}.weight`, [to, from]), make(`${name}.bias`, [to])];
    return {
      parameters: [weight, bias],
      apply: (x: tf.Tensor) =>
        linear(x, weight.variable as tf.Variable<tf.Rank.R2>, bias.variable as tf.Variable<tf.Rank.R1>),
    };
  };
  const stem = dense('stem', 4, 6);
  const [gamma, beta] = [make('norm.weight', [6]), make('norm.bias', [6])];
  const [mean, variance] = [
    make('norm.running_mean', [6], 'buffer'),
    make('norm.running_var', [6], 'buffer'),
  ];
  const middle = dense('middle', 6, 5);
  const head = dense('head', 5, classes);
  const normalise = (x: tf.Tensor, m: tf.Tensor, v: tf.Tensor) =>
    tf.add(tf.mul(tf.mul(tf.sub(x, m), tf.rsqrt(tf.add(v, 1e-5))), gamma.variable), beta.variable);
  const stages: Stage[] = [
    {
      name: 'stem',
      parameters: [...stem.parameters, gamma, beta, mean, variance],
      outputs: { x: [null, 6] },
      forward({ x }, context) {
        const y = stem.apply(x!);
        if (!context.training || !context.trainsBatchNorm('stem'))
          return { x: tf.tanh(normalise(y, mean.variable, variance.variable)) };
        const batchMean = tf.mean(y, 0);
        const batchVariance = tf.mean(tf.square(tf.sub(y, batchMean)), 0);
        const rows = y.shape[0]!;
        const update = (old: tf.Tensor, now: tf.Tensor) =>
          tf.keep(tf.add(tf.mul(old, 0.9), tf.mul(now, 0.1)));
        context.bufferUpdates?.set(mean.name, update(mean.variable, batchMean));
        const unbiased = tf.mul(batchVariance, rows / (rows - 1));
        context.bufferUpdates?.set(variance.name, update(variance.variable, unbiased));
        return { x: tf.tanh(normalise(y, batchMean, batchVariance)) };
      },
    },
    {
      name: 'middle',
      parameters: middle.parameters,
      outputs: { features: [null, 5] },
      forward: ({ x }) => ({ features: tf.tanh(middle.apply(x!)) }),
    },
    {
      name: 'head',
      parameters: head.parameters,
      outputs: { logits: [null, classes] },
      forward: ({ features }, context) => ({
        logits: head.apply(
          context.training && rate > 0 ? dropout(features!, rate, context.seed!, 1) : features!,
        ),
      }),
    },
  ];
  return {
    family: 'tiny',
    config: { classes },
    // Only the kind of input matters to what is tested with this network.
    input: { kind: 'image', height: 2, width: 2, mean: [0, 0, 0], std: [1, 1, 1] },
    stages,
    classes,
    dispose: () => tf.dispose(stages.flatMap((stage) => stage.parameters.map(({ variable }) => variable))),
  };
}

/** Initial values drawn from a fixed pattern. */
export function tinyValues(classes = 3): Record<string, number[]> {
  const wave = (count: number, phase: number) =>
    Array.from({ length: count }, (_, i) => 0.4 * Math.sin(phase + 1.7 * i));
  return {
    'stem.weight': wave(24, 1),
    'stem.bias': wave(6, 2),
    'norm.weight': new Array(6).fill(1),
    'norm.bias': new Array(6).fill(0),
    'norm.running_mean': new Array(6).fill(0),
    'norm.running_var': new Array(6).fill(1),
    'middle.weight': wave(30, 3),
    'middle.bias': wave(5, 4),
    'head.weight': wave(5 * classes, 5),
    'head.bias': new Array(classes).fill(0),
  };
}
