// Chooses what TensorFlow.js computes with, and makes it current.
import { chooseBackend } from './choose-backend.ts';
import { type BackendName, type BackendOptions, type OpenedEngine, openBackend } from './open-backend.ts';

export interface EngineOptions extends Omit<BackendOptions, 'backend'> {
  readonly backend: BackendName | 'auto';
  /** Folder in which the answer of `auto` is kept. */
  readonly rememberIn?: string;
}

/** Loads a backend and makes it TensorFlow.js's current one. Throws FinesseError where it cannot be loaded. */
export async function openEngine(options: EngineOptions): Promise<OpenedEngine> {
  return openBackend({ ...options, backend: await backendFor(options) });
}

/** Execution providers are those of the `ort` backend, so asking for one is asking for that. */
async function backendFor({ backend, provider, rememberIn }: EngineOptions): Promise<BackendName> {
  if (backend !== 'auto') return backend;
  return provider === 'cpu' ? chooseBackend(rememberIn) : 'ort';
}
