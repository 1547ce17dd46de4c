// Gradients of the batch norm kernels in ort/kernels/batch-norm.ts. Mathematics stands there.
import * as tf from '@tensorflow/tfjs-core';
import { runKernelMulti } from '../native-kernel.ts';

/** Registers the gradients; once per process. */
export function registerBatchNormGradients(): void {
  tf.registerGradient({
    kernelName: 'FinesseBatchNorm',
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, [x, gamma, mean, variance], attrs) => {
      const [dy] = dys as tf.Tensor[];
      const inputs = { dy, x, gamma, mean, variance };
      const [dx, dGamma, dBeta] = runKernelMulti('FinesseBatchNormGradient', inputs, attrs);
      return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
    },
  });
  tf.registerGradient({
    kernelName: 'FinesseBatchNormInference',
    inputsToSave: ['x', 'gamma', 'mean', 'variance'],
    gradFunc: (dy, [x, gamma, mean, variance], attrs) => {
      const inputs = { dy: dy as tf.Tensor, x, gamma, mean, variance };
      const [dx, dGamma, dBeta] = runKernelMulti('FinesseBatchNormInferenceGradient', inputs, attrs);
      return {
        x: () => dx,
        gamma: () => dGamma,
        beta: () => dBeta,
        mean: () => noGradient('mean'),
        variance: () => noGradient('variance'),
      };
    },
  });
}

function noGradient(input: string): never {
  throw new Error(`Batch norm with given statistics has no gradient with respect to ${input}.`);
}
