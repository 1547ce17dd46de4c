// TF.js's own backend and gradients, for the tests of models.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { registerTfjsGradients } from '../../src-main/engine/tfjs-gradients.ts';

export async function useCpuBackend(): Promise<void> {
  registerTfjsGradients();
  await tf.setBackend('cpu');
}
