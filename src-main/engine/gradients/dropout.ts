// Gradient of the dropout kernel: the same elements are kept.
import * as tf from '@tensorflow/tfjs-core';

/** Registers the gradient; once per process. */
export function registerDropoutGradient(): void {
  tf.registerGradient({
    kernelName: 'FinesseDropout',
    outputsToSave: [false, true],
    gradFunc: (dys, [mask]) => {
      const dy = (dys as tf.Tensor[])[0];
      return { x: () => tf.mul(dy, mask), seed: () => tf.zeros([], 'int32') };
    },
  });
}
