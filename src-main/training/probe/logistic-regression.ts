// Multinomial logistic regression with an L2 penalty, solved on the engine with the full batch.
import * as tf from '@tensorflow/tfjs-core';
import { type CompiledStep, compileStep } from '../../engine/compiled-step.ts';
import { type Evaluation, type Minimum, minimise } from './minimise.ts';
import type { LinearLayer } from './standardise.ts';

export interface LabelledRows {
  /** float32[rows, width], standardised */
  readonly features: Float32Array;
  /** float32[rows, classes]: the target distribution of each row. */
  readonly targets: Float32Array;
  /** float32[rows] */
  readonly weights: Float32Array;
}

export interface RegressionShape {
  readonly width: number;
  readonly classes: number;
}

export interface SolveOptions {
  /** Of the penalty: `strength / 2` times the squared norm of the weight; the bias goes free. */
  readonly strength: number;
  readonly start: LinearLayer;
  readonly gradientTolerance?: number;
  readonly afterIteration?: (iteration: number, loss: number) => Promise<void> | void;
}

export interface Solution extends Pick<Minimum, 'iterations' | 'converged'> {
  readonly layer: LinearLayer;
  /** Weighted mean cross-entropy plus the penalty, natural logarithm. */
  readonly loss: number;
}

/** Solves one set of rows for any strength, and tells probabilities. Made once for each set, to be disposed. */
export interface Regression {
  solve(options: SolveOptions): Promise<Solution>;
  dispose(): void;
}

/** Rows that the engine is given at a time: bounds its memory, and the sums over these are added in float64. */
const chunkRows = 2048;
const maxIterations = 1000;

/** Zeros: where a path of strengths begins. */
export function zeroLayer({ width, classes }: RegressionShape): LinearLayer {
  return { weight: new Float64Array(width * classes), bias: new Float64Array(classes) };
}

/**
 * Minimises sum(weight * cross-entropy) / sum(weight) + strength / 2 * |W|^2 over W[width, classes] and b[classes].
 * With `strength = 1 / (C * sum(weight))` that is scikit-learn's LogisticRegression(C=C) for three classes or more;
 * for two, where it has one weight vector instead of two, its C is twice this one.
 */
export function openRegression(rows: LabelledRows, shape: RegressionShape): Regression {
  const step = compileStep(gradientGraph);
  const chunks = chunksOf(rows, shape);
  const totalWeight = rows.weights.reduce((sum, weight) => sum + weight, 0);
  return {
    async solve({ strength, start, gradientTolerance = 1e-5, afterIteration }) {
      const evaluate = (point: Float64Array) =>
        penalised(step, { chunks, totalWeight, shape, strength, point });
      const options = { maxIterations, gradientTolerance, ...(afterIteration && { afterIteration }) };
      const found = await minimise(evaluate, flat(start), options);
      const { value: loss, iterations, converged } = found;
      return { layer: layerOf(found.point, shape), loss, iterations, converged };
    },
    dispose: () => step.dispose(),
  };
}

/**
 * x[rows, width], weight[width, classes], bias[classes], targets[rows, classes], rowWeights[rows] -> the weighted sum
 * of cross-entropies and its gradients. Source: the gradient of softmax cross-entropy, (p - t) x'.
 */
function gradientGraph({ x, weight, bias, targets, rowWeights }: tf.NamedTensorMap): tf.NamedTensorMap {
  const logits = tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias!) as tf.Tensor2D;
  const logProbabilities = tf.logSoftmax(logits);
  const column = tf.reshape(rowWeights!, [-1, 1]);
  const loss = tf.neg(tf.sum(tf.mul(tf.mul(logProbabilities, targets!), column)));
  const residual = tf.mul(tf.sub(tf.exp(logProbabilities), targets!), column) as tf.Tensor2D;
  return {
    loss,
    weightGradient: tf.matMul(x as tf.Tensor2D, residual, true, false),
    biasGradient: tf.sum(residual, 0),
  };
}

type Chunk = Readonly<Record<'x' | 'targets' | 'rowWeights', FloatInput>>;

interface FloatInput {
  readonly dtype: 'float32';
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The last chunk is filled up with rows that weigh nothing, so that one graph serves all. */
function chunksOf(
  { features, targets, weights }: LabelledRows,
  { width, classes }: RegressionShape,
): Chunk[] {
  const size = Math.min(chunkRows, weights.length);
  return Array.from({ length: Math.ceil(weights.length / size) }, (_, number) => {
    const part = (values: Float32Array, columns: number) => {
      const start = number * size * columns;
      const found = values.subarray(start, start + size * columns);
      if (found.length === size * columns) return found;
      const padded = new Float32Array(size * columns);
      padded.set(found);
      return padded;
    };
    return {
      x: { dtype: 'float32', shape: [size, width], data: part(features, width) },
      targets: { dtype: 'float32', shape: [size, classes], data: part(targets, classes) },
      rowWeights: { dtype: 'float32', shape: [size], data: part(weights, 1) },
    };
  });
}

interface Problem {
  readonly chunks: readonly Chunk[];
  readonly totalWeight: number;
  readonly shape: RegressionShape;
  readonly strength: number;
  readonly point: Float64Array;
}

function penalised(step: CompiledStep, { chunks, totalWeight, shape, strength, point }: Problem): Evaluation {
  const { width, classes } = shape;
  const { weight, bias } = layerOf(point, shape);
  const layer = {
    weight: { dtype: 'float32', shape: [width, classes], data: Float32Array.from(weight) },
    bias: { dtype: 'float32', shape: [classes], data: Float32Array.from(bias) },
  } as const;
  const gradient = new Float64Array(point.length);
  let loss = 0;
  for (const chunk of chunks) {
    const outputs = step.run({ ...chunk, ...layer });
    loss += outputs.loss![0]!;
    add(gradient, outputs.weightGradient as Float32Array, 0);
    add(gradient, outputs.biasGradient as Float32Array, weight.length);
  }
  let penalty = 0;
  for (let i = 0; i < gradient.length; i++) {
    gradient[i]! /= totalWeight;
    if (i >= weight.length) continue;
    gradient[i]! += strength * weight[i]!;
    penalty += weight[i]! ** 2;
  }
  return { value: loss / totalWeight + (strength / 2) * penalty, gradient };
}

function add(sums: Float64Array, values: Float32Array, offset: number): void {
  for (let i = 0; i < values.length; i++) sums[offset + i]! += values[i]!;
}

function flat({ weight, bias }: LinearLayer): Float64Array {
  const point = new Float64Array(weight.length + bias.length);
  point.set(weight);
  point.set(bias, weight.length);
  return point;
}

function layerOf(point: Float64Array, { width, classes }: RegressionShape): LinearLayer {
  return { weight: point.subarray(0, width * classes), bias: point.subarray(width * classes) };
}
