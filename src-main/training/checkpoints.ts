// Checkpoints of a run: `<run>/checkpoints/<number>/` holds parameters, optimizer state and progress;
// `best-<number>/` the parameters of the best epoch. The last two and the best are kept: a damaged one is passed over.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FinesseError } from '../errors.ts';
import { fileSource } from '../formats/byte-source.ts';
import { readSafetensors } from '../formats/safetensors-reader.ts';
import { type WritableTensor, writeSafetensors } from '../formats/safetensors-writer.ts';
import { contentHash, fileHash, readJson, writeFolderDurably, writeText } from './durable-files.ts';
import { trainingError } from './errors.ts';

export type TensorValues = ReadonlyMap<string, Float32Array>;

/** A checkpoint in memory. `state` is JSON-serialisable; tensors are float32 and come back bit for bit. */
export interface Checkpoint<State> {
  readonly state: State;
  readonly parameters: TensorValues;
  readonly optimizer: TensorValues;
}

interface StoredFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

interface Manifest {
  readonly state: unknown;
  /** Folder of the best parameters this checkpoint needs. */
  readonly best: string | null;
  readonly files: Readonly<Record<string, StoredFile>>;
}

interface StoredManifest {
  readonly sha256: string;
  readonly manifest: Manifest;
}

const manifestFile = 'checkpoint.json';
const parametersFile = 'parameters.safetensors';
const optimizerFile = 'optimizer.safetensors';
/** The one before the last stays, so that a damaged last one loses little. */
const keptCheckpoints = 2;

/**
 * Writes the next checkpoint and then removes what it replaces; `bestName` is the folder of the best parameters
 * that `state` refers to. Returns the new folder.
 */
export function writeCheckpoint<State>(
  folder: string,
  checkpoint: Checkpoint<State>,
  bestName: string | null,
): string {
  const content = { state: checkpoint.state, best: bestName };
  const path = writeNumbered(folder, '', content, {
    [parametersFile]: checkpoint.parameters,
    [optimizerFile]: checkpoint.optimizer,
  });
  removeOld(folder);
  return path;
}

/** Writes the parameters of a best epoch and returns the name of their folder; the next checkpoint refers to it. */
export function writeBest(folder: string, parameters: TensorValues): string {
  const path = writeNumbered(folder, 'best-', { state: null, best: null }, { [parametersFile]: parameters });
  return path.slice(folder.length + 1);
}

/** Reads the parameters of a best epoch. Throws training.damagedCheckpoint. */
export function readBest(folder: string, name: string): TensorValues {
  const path = join(folder, name);
  readManifest(path);
  return readTensors(join(path, parametersFile));
}

/** The newest undamaged checkpoint, and why newer ones were passed over. */
export interface FoundCheckpoint<State> {
  readonly checkpoint: Checkpoint<State> | undefined;
  readonly passedOver: readonly FinesseError[];
}

export function readLastCheckpoint<State>(folder: string): FoundCheckpoint<State> {
  const passedOver: FinesseError[] = [];
  for (const number of numbers(folder, '').reverse()) {
    try {
      return { checkpoint: readCheckpoint(join(folder, numberName(number))), passedOver };
    } catch (error) {
      if (!(error instanceof FinesseError)) throw error;
      passedOver.push(error);
    }
  }
  return { checkpoint: undefined, passedOver };
}

/** A checkpoint without the best parameters it refers to is of no use either. */
function readCheckpoint<State>(path: string): Checkpoint<State> {
  const { state, best } = readManifest(path);
  if (best !== null) readManifest(join(dirname(path), best));
  return {
    // Written by this module from a value of the same type; its hash has been verified.
    state: state as State,
    parameters: readTensors(join(path, parametersFile)),
    optimizer: readTensors(join(path, optimizerFile)),
  };
}

function writeNumbered(
  folder: string,
  prefix: string,
  content: Pick<Manifest, 'state' | 'best'>,
  tensors: Readonly<Record<string, TensorValues>>,
): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, prefix + numberName((numbers(folder, prefix).at(-1) ?? 0) + 1));
  const files: Record<string, (fd: number) => void> = {};
  const stored: Record<string, StoredFile> = {};
  for (const [name, values] of Object.entries(tensors))
    files[name] = (fd) => {
      const sizeBytes = writeSafetensors(fd, name, { tensors: writableTensors(values) });
      stored[name] = { sizeBytes, sha256: fileHash(join(`${path}.${process.pid}.tmp`, name)) };
    };
  files[manifestFile] = (fd) => {
    const manifest: Manifest = { ...content, files: stored };
    writeText(fd, JSON.stringify({ sha256: contentHash(manifest), manifest }));
  };
  writeFolderDurably(path, files);
  return path;
}

function writableTensors(values: TensorValues): WritableTensor[] {
  return [...values].map(([name, array]) => ({
    name,
    dtype: 'float32' as const,
    shape: [array.length],
    read: () => array,
  }));
}

/** Reads the manifest and verifies every file it names. */
function readManifest(folder: string): Manifest {
  const damaged = (problem: string, cause?: unknown) =>
    trainingError('damagedCheckpoint', { folder, problem }, cause);
  let content: Partial<StoredManifest>;
  try {
    content = readJson(join(folder, manifestFile)) as StoredManifest;
  } catch (error) {
    throw damaged(`${manifestFile} cannot be read`, error);
  }
  const { manifest, sha256 } = content;
  if (manifest === undefined || contentHash(manifest) !== sha256)
    throw damaged(`${manifestFile} is not what was written`);
  for (const [name, stored] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) throw damaged(`${name} is missing`);
    if (size !== stored.sizeBytes || fileHash(path) !== stored.sha256)
      throw damaged(`${name} is not what was written`);
  }
  return manifest;
}

function readTensors(path: string): TensorValues {
  const { tensors } = readSafetensors(fileSource(path));
  // Only float32 is ever written.
  return new Map([...tensors].map(([name, tensor]) => [name, tensor.read() as Float32Array]));
}

function removeOld(folder: string): void {
  const checkpoints = numbers(folder, '').map(numberName);
  const kept = checkpoints.slice(-keptCheckpoints);
  const needed = new Set([...kept, ...kept.map((name) => bestOf(join(folder, name)))]);
  const bests = numbers(folder, 'best-').map((number) => `best-${numberName(number)}`);
  const unfinished = readdirSync(folder).filter((name) => name.endsWith('.tmp'));
  for (const name of [...checkpoints, ...bests, ...unfinished])
    if (!needed.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** The best a checkpoint refers to; null where it is too damaged to tell, and so of no use. */
function bestOf(folder: string): string | null {
  try {
    return (readJson(join(folder, manifestFile)) as StoredManifest).manifest.best;
  } catch {
    return null;
  }
}

const numberName = (number: number) => String(number).padStart(6, '0');

function numbers(folder: string, prefix: string): number[] {
  const entries = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
  return entries
    .filter((name) => name.startsWith(prefix) && /^\d{6,}$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => a - b);
}
