// What a linear layer says about rows of features, computed on the engine in bounded parts.
import * as tf from '@tensorflow/tfjs-core';
import { compileStep } from '../../engine/compiled-step.ts';
import type { RegressionShape } from './logistic-regression.ts';
import type { LinearLayer } from './standardise.ts';

const partRows = 2048;

/** A function of features float32[rows, width] and a layer -> probabilities float32[rows, classes]. */
export function openProbabilities({ width, classes }: RegressionShape): {
  run(features: Float32Array, layer: LinearLayer): Float32Array;
  dispose(): void;
} {
  const step = compileStep(({ x, weight, bias }) => ({
    probabilities: tf.softmax(tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias!)),
  }));
  return {
    run(features, { weight, bias }) {
      const rows = features.length / width;
      const size = Math.min(partRows, rows);
      const result = new Float32Array(rows * classes);
      const layer = {
        weight: { dtype: 'float32', shape: [width, classes], data: Float32Array.from(weight) },
        bias: { dtype: 'float32', shape: [classes], data: Float32Array.from(bias) },
      } as const;
      for (let start = 0; start < rows; start += size) {
        // One graph for all parts: the last one begins early enough to be as long as the others.
        const from = Math.min(start, rows - size);
        const x = features.subarray(from * width, (from + size) * width);
        const outputs = step.run({ x: { dtype: 'float32', shape: [size, width], data: x }, ...layer });
        result.set(outputs.probabilities as Float32Array, from * classes);
      }
      return result;
    },
    dispose: () => step.dispose(),
  };
}
