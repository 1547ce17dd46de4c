// Chooses what TensorFlow.js computes with, and makes it current.
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { registerOrtBackend } from './ort/register.ts';
import { registerTfjsGradients } from './tfjs-gradients.ts';

export type BackendName = 'ort' | 'tensorflow' | 'cpu';

export interface EngineOptions {
  readonly backend: BackendName | 'auto';
  readonly provider: 'cpu' | 'webgpu';
  /** All cores when absent. */
  readonly threads?: number | undefined;
}

export interface OpenedEngine {
  readonly backend: BackendName;
  readonly provider: 'cpu' | 'webgpu';
  readonly threads: number;
}

/** Loads a backend and makes it TensorFlow.js's current one. Throws FinesseError where it cannot be loaded. */
export async function openEngine(options: EngineOptions): Promise<OpenedEngine> {
  const threads = options.threads ?? availableParallelism();
  const backend = options.backend === 'auto' ? 'ort' : options.backend;
  registerTfjsGradients();
  if (backend === 'ort') registerOrtBackend({ threads });
  tf.enableProdMode();
  await tf.setBackend(backend);
  return { backend, provider: options.provider, threads };
}
