// Chooses what TensorFlow.js computes with, and makes it current.
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { chooseBackend } from './choose-backend.ts';
import { registerEinsumGradient } from './gradients/einsum.ts';
import { registerIndexingGradients } from './gradients/indexing.ts';
import { registerOrtBackend } from './ort/register.ts';
import { loadTensorflow } from './tensorflow-backend.ts';
import { registerTfjsGradients } from './tfjs-gradients.ts';

export type BackendName = 'ort' | 'tensorflow' | 'cpu';

export interface EngineOptions {
  readonly backend: BackendName | 'auto';
  readonly provider: 'cpu' | 'webgpu';
  /** All cores when absent. */
  readonly threads?: number | undefined;
  /** Folder in which the answer of `auto` is kept. */
  readonly rememberIn?: string;
}

export interface OpenedEngine {
  readonly backend: BackendName;
  readonly provider: 'cpu' | 'webgpu';
  readonly threads: number;
}

/** Loads a backend and makes it TensorFlow.js's current one. Throws FinesseError where it cannot be loaded. */
export async function openEngine(options: EngineOptions): Promise<OpenedEngine> {
  const threads = options.threads ?? availableParallelism();
  registerTfjsGradients();
  registerEinsumGradient();
  registerIndexingGradients();
  tf.enableProdMode();
  const backend = options.backend === 'auto' ? await chooseBackend(options.rememberIn) : options.backend;
  if (backend === 'ort') registerOrtBackend({ threads });
  if (backend === 'tensorflow') await loadTensorflow();
  await tf.setBackend(backend);
  return { backend, provider: options.provider, threads };
}
