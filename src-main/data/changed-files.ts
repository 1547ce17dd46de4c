// Picture files that are not what they were when their dataset version was frozen. A version knows the content of each
// example; texts are kept in it, pictures only named. Times and sizes are not trusted: a folder that is swapped for
// another keeps those of its files. Hashing costs a small part of decoding.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { kinds } from '../facts/kinds.ts';
import type { DatasetVersion, Example, SplitName } from './dataset-version.ts';

export interface ChangedFiles {
  /** Examples that were looked at. */
  readonly examples: number;
  /** Of other content now, and not to be read any more. */
  readonly changed: number;
  readonly vanished: number;
  /** The first of them, in the order of the version. */
  readonly first: readonly { readonly path: string; readonly state: 'changed' | 'vanished' }[];
  /** All of them, as positions in the version. */
  readonly indices: readonly number[];
}

export interface ChangedFilesOptions {
  /** All splits when absent. */
  readonly split?: SplitName | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

const listed = 20;
/** Files that are read at a time: enough to keep a disk busy. */
const lanes = 8;

type State = 'same' | 'changed' | 'vanished';

/** Compares files with the version's hashes; of texts, which the version holds itself, nothing can have changed. Throws the signal's reason. */
export async function findChangedFiles(
  version: DatasetVersion,
  { split, signal, onProgress }: ChangedFilesOptions = {},
): Promise<ChangedFiles> {
  const examples = kinds[version.kind].isFile
    ? [...version.examples.entries()].filter(([, example]) => split === undefined || example.split === split)
    : [];
  const states: State[] = [];
  const waiting = examples.entries();
  let done = 0;
  const lane = async () => {
    for (const [at, [, example]] of waiting) {
      signal?.throwIfAborted();
      states[at] = await stateOf(example);
      onProgress?.(++done, examples.length);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const found = examples.flatMap(([index, { source }], at) => {
    const state = states[at]!;
    return state === 'same' ? [] : [{ index, path: source.path, state }];
  });
  return {
    examples: examples.length,
    changed: found.filter(({ state }) => state === 'changed').length,
    vanished: found.filter(({ state }) => state === 'vanished').length,
    first: found.slice(0, listed).map(({ path, state }) => ({ path, state })),
    indices: found.map(({ index }) => index),
  };
}

async function stateOf({ source, contentHash }: Example): Promise<State> {
  const bytes = await readFile(source.path).catch(() => undefined); // whatever the reason, it cannot be read any more
  if (bytes === undefined) return 'vanished';
  return createHash('sha256').update(bytes).digest('hex') === contentHash ? 'same' : 'changed';
}
