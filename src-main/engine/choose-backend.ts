// What `auto` means on this machine: the fastest backend that loads, measured once and remembered.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { FinesseError } from '../errors.ts';
import type { BackendName } from './open-backend.ts';
import { loadTensorflow } from './tensorflow-backend.ts';

/**
 * The backend for `auto`. Only where native TensorFlow loads is there a choice; then both are measured, and the answer
 * is kept in `<folder>/fastest-backend.json` for this processor. Without a folder it is measured every time.
 */
export async function chooseBackend(folder: string | undefined): Promise<BackendName> {
  if (!(await tensorflowLoads())) return 'ort';
  const machine = `${cpus()[0]?.model} x ${availableParallelism()}`;
  const remembered = folder === undefined ? undefined : readChoice(folder);
  if (remembered?.machine === machine) return remembered.backend;
  const { measureBackends } = await import('./doctor.ts');
  const { fastest } = await measureBackends();
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(choiceFile(folder), JSON.stringify({ machine, backend: fastest } satisfies Choice));
  }
  return fastest;
}

interface Choice {
  readonly machine: string;
  readonly backend: BackendName;
}

const choiceFile = (folder: string) => join(folder, 'fastest-backend.json');

async function tensorflowLoads(): Promise<boolean> {
  try {
    await loadTensorflow();
    return true;
  } catch (error) {
    if (error instanceof FinesseError) return false;
    throw error;
  }
}

function readChoice(folder: string): Choice | undefined {
  const file = choiceFile(folder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Choice) : undefined;
}
