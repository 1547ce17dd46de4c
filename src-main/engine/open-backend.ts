// Loads one backend and makes it the one that TensorFlow.js computes with.
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { FinesseError, type Message, plainMessage } from '../errors.ts';
import { Device } from './gpu/device.ts';
import { registerEinsumGradient } from './gradients/einsum.ts';
import { registerIndexingGradients } from './gradients/indexing.ts';
import { engineNotice } from './notices.ts';
import { registerOrtBackend } from './ort/register.ts';
import { loadTensorflow } from './tensorflow-backend.ts';
import { registerTfjsGradients } from './tfjs-gradients.ts';

export type BackendName = 'ort' | 'tensorflow' | 'cpu';

export interface BackendOptions {
  readonly backend: BackendName;
  readonly provider: 'cpu' | 'webgpu';
  /** All cores when absent. */
  readonly threads?: number | undefined;
  /** Told, in one line, of whatever the provider cannot do and the CPU does instead; a process warning when absent. */
  readonly onWarning?: (warning: Message) => void;
}

export interface OpenedEngine {
  readonly backend: BackendName;
  /** What computes in truth: `cpu` where the provider asked for does not work. */
  readonly provider: 'cpu' | 'webgpu';
  readonly threads: number;
}

/** Throws FinesseError where it cannot be loaded. */
export async function openBackend(options: BackendOptions): Promise<OpenedEngine> {
  const { backend } = options;
  const threads = options.threads ?? availableParallelism();
  registerTfjsGradients();
  registerEinsumGradient();
  registerIndexingGradients();
  tf.enableProdMode();
  const device = openDevice(options);
  if (backend === 'ort') registerOrtBackend({ threads, device });
  if (backend === 'tensorflow') await loadTensorflow();
  await tf.setBackend(backend);
  return { backend, provider: device === undefined ? 'cpu' : 'webgpu', threads };
}

function openDevice({ backend, provider, onWarning }: BackendOptions): Device | undefined {
  if (provider === 'cpu') return undefined;
  const warn = onWarning ?? (({ message }: Message) => process.emitWarning(message));
  if (backend !== 'ort') {
    warn(engineNotice('no-provider', { backend, provider }));
    return undefined;
  }
  try {
    return new Device(warn);
  } catch (error) {
    if (!(error instanceof FinesseError)) throw error;
    warn(engineNotice('cpu-instead', { reason: plainMessage(error) }));
    return undefined;
  }
}
