// Gradient of the pooling kernel in ort/kernels/pooling-pictures.ts.
import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../native-kernel.ts';

/** Registers the gradient; once per process. */
export function registerPoolingGradients(): void {
  tf.registerGradient({
    kernelName: 'FinesseMaxPool',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => runKernel('FinesseMaxPoolGradient', { dy: dy as tf.Tensor, x }, attrs),
    }),
  });
}
