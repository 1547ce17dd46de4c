// What this machine can compute with: `finesse doctor`.
import { availableParallelism, cpus, totalmem } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { FinesseError, type Message, plainMessage } from '../errors.ts';
import { measureTrainingStep } from './backend-speed.ts';
import { type BackendName, openBackend } from './open-backend.ts';
import { type ProviderDiagnosis, probeProviders } from './provider-probe.ts';

/** One backend: its measured speed, or why it does not load and what to do. */
export type BackendDiagnosis =
  | { readonly backend: BackendName; readonly loads: true; readonly stepMs: number }
  | { readonly backend: BackendName; readonly loads: false; readonly reason: Message };

export interface MeasuredBackends {
  readonly backends: readonly BackendDiagnosis[];
  /** What `auto` stands for here. */
  readonly fastest: BackendName;
}

export interface Diagnosis extends MeasuredBackends {
  readonly cpu: string;
  readonly threads: number;
  readonly memoryBytes: number;
  /** What the `ort` backend can compute with, by `engine.provider`. */
  readonly providers: readonly ProviderDiagnosis[];
}

/** What is about to be tried, before each trial. */
type OnTrial = (trial: { readonly kind: 'backend' | 'provider'; readonly name: string }) => void;

/** Everything there is to know about this machine. */
export async function diagnose(onTrial: OnTrial = () => undefined): Promise<Diagnosis> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads: availableParallelism(),
    memoryBytes: totalmem(),
    ...(await measureBackends((name) => onTrial({ kind: 'backend', name }))),
    providers: await probeProviders((name) => onTrial({ kind: 'provider', name })),
  };
}

/** Loads and measures every backend in turn; leaves the fastest one current. */
export async function measureBackends(
  onTrial: (backend: BackendName) => void = () => undefined,
): Promise<MeasuredBackends> {
  const backends: BackendDiagnosis[] = [];
  for (const backend of ['ort', 'tensorflow', 'cpu'] as const) {
    onTrial(backend);
    backends.push(await diagnoseBackend(backend));
  }
  const fastest = fastestOf(backends);
  await tf.setBackend(fastest);
  return { backends, fastest };
}

async function diagnoseBackend(backend: BackendName): Promise<BackendDiagnosis> {
  try {
    await openBackend({ backend, provider: 'cpu' });
    return { backend, loads: true, stepMs: measureTrainingStep() };
  } catch (error) {
    if (!(error instanceof FinesseError)) throw error;
    return { backend, loads: false, reason: plainMessage(error) };
  }
}

function fastestOf(backends: readonly BackendDiagnosis[]): BackendName {
  const loading = backends.flatMap((each) => (each.loads ? [each] : []));
  return loading.reduce((best, each) => (each.stepMs < best.stepMs ? each : best)).backend;
}
