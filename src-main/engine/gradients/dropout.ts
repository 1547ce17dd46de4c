// Gradient of the dropout kernel: the same elements are kept.
import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../native-kernel.ts';

/** Registers the gradient; once per process. */
export function registerDropoutGradient(): void {
  tf.registerGradient({
    kernelName: 'FinesseDropout',
    outputsToSave: [false, true],
    gradFunc: (dys, [kept], attrs) => {
      const dy = (dys as tf.Tensor[])[0];
      return {
        x: () => runKernel('FinesseDropoutGradient', { dy, kept }, attrs),
        seed: () => tf.zeros([], 'int32'),
      };
    },
  });
}
