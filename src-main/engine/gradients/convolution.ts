// Gradients of the convolution kernels in ort/kernels/convolution-pictures.ts.
import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../native-kernel.ts';

/** Registers the gradients; once per process. */
export function registerConvolutionGradients(): void {
  tf.registerGradient({
    kernelName: 'FinesseConv2d',
    inputsToSave: ['x', 'weight'],
    gradFunc: (dy, [x, weight], attrs) => {
      const gradient = dy as tf.Tensor;
      return {
        x: () =>
          runKernel(
            'FinesseConv2dInputGradient',
            { dy: gradient, weight },
            { ...attrs, inputShape: x.shape },
          ),
        weight: () =>
          runKernel(
            'FinesseConv2dWeightGradient',
            { x, dy: gradient },
            { ...attrs, weightShape: weight.shape },
          ),
      };
    },
  });
}
