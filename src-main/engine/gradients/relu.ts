// Gradients of TF.js's Relu and Relu6 in place of its own, which take six passes and keep the input.
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../native-kernel.ts';

/** Registers the gradients; once per process, after TF.js's own. */
export function registerReluGradients(): void {
  register('Relu', 'FinesseReluGradient', (y) => tf.step(y));
  register('Relu6', 'FinesseRelu6Gradient', (y) => tf.mul(tf.step(y), tf.cast(tf.less(y, 6), 'float32')));
}

/** `slope` gives the derivative from the output, for backends without the native kernel. */
function register(kernelName: string, native: string, slope: (y: tf.Tensor) => tf.Tensor): void {
  // Registering twice warns; here it is meant.
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    outputsToSave: [true],
    gradFunc: (dys, [y]) => {
      const dy = dys as tf.Tensor;
      return { x: () => (hasKernel(native) ? runKernel(native, { dy, y }) : tf.mul(dy, slope(y))) };
    },
  });
}
