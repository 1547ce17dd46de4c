// Chooses what TensorFlow.js computes with, and makes it current.
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { FinesseError, type Message, plainMessage } from '../errors.ts';
import { chooseBackend } from './choose-backend.ts';
import { Device } from './gpu/device.ts';
import { registerEinsumGradient } from './gradients/einsum.ts';
import { registerIndexingGradients } from './gradients/indexing.ts';
import { engineNotice } from './notices.ts';
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
  /** Told, in one line, of whatever the provider cannot do and the CPU does instead; a process warning when absent. */
  readonly onWarning?: (warning: Message) => void;
}

export interface OpenedEngine {
  readonly backend: BackendName;
  /** What computes in truth: `cpu` where the provider asked for does not work. */
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
  const backend = await backendFor(options);
  const device = openDevice(options, backend);
  if (backend === 'ort') registerOrtBackend({ threads, device });
  if (backend === 'tensorflow') await loadTensorflow();
  await tf.setBackend(backend);
  return { backend, provider: device === undefined ? 'cpu' : 'webgpu', threads };
}

/** Execution providers are those of the `ort` backend, so asking for one is asking for that. */
async function backendFor({ backend, provider, rememberIn }: EngineOptions): Promise<BackendName> {
  if (backend !== 'auto') return backend;
  return provider === 'cpu' ? chooseBackend(rememberIn) : 'ort';
}

function openDevice({ provider, onWarning }: EngineOptions, backend: BackendName): Device | undefined {
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
