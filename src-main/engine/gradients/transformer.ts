// Gradients of the transformer kernels in ort/kernels/transformer.ts. Mathematics stands there.
import * as tf from '@tensorflow/tfjs-core';
import { runKernel, runKernelMulti } from '../native-kernel.ts';

/** Registers the gradients; once per process. */
export function registerTransformerGradients(): void {
  tf.registerGradient({
    kernelName: 'FinesseLinear',
    inputsToSave: ['x', 'weight'],
    gradFunc: (dy, [x, weight]) => {
      const [dx, dWeight, dBias] = runKernelMulti('FinesseLinearGradient', {
        x,
        weight,
        dy: dy as tf.Tensor,
      });
      return { x: () => dx, weight: () => dWeight, bias: () => dBias };
    },
  });
  tf.registerGradient({
    kernelName: 'FinesseLayerNorm',
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, [x, gamma, mean, inverse]) => {
      const dy = (dys as tf.Tensor[])[0];
      const [dx, dGamma, dBeta] = runKernelMulti('FinesseLayerNormGradient', { x, gamma, mean, inverse, dy });
      return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
    },
  });
  tf.registerGradient({
    kernelName: 'FinesseGelu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => runKernel('FinesseGeluGradient', { x, dy: dy as tf.Tensor }) }),
  });
  tf.registerGradient({
    kernelName: 'FinesseAttentionWeights',
    inputsToSave: ['q', 'k'],
    outputsToSave: [true],
    gradFunc: (dy, [q, k, weights], attrs) => {
      const inputs = { weights, dWeights: dy as tf.Tensor, q, k };
      const [dq, dk] = runKernelMulti('FinesseAttentionWeightsGradient', inputs, attrs);
      return { q: () => dq, k: () => dk, mask: () => noGradient('FinesseAttentionWeights', 'mask') };
    },
  });
  tf.registerGradient({
    kernelName: 'FinesseAttentionMix',
    inputsToSave: ['weights', 'v'],
    gradFunc: (dy, [weights, v]) => {
      const [dWeights, dv] = runKernelMulti('FinesseAttentionMixGradient', {
        weights,
        v,
        dy: dy as tf.Tensor,
      });
      return { weights: () => dWeights, v: () => dv };
    },
  });
}

function noGradient(kernel: string, input: string): never {
  throw new Error(`${kernel} has no gradient with respect to ${input}.`);
}
