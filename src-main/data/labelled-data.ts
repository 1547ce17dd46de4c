// Labelled data that is to be measured, not trained on: all of it is one split, in classes that are given, and one
// class may be all there is. Nothing is dropped without being counted.
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { FinesseError } from '../errors.ts';
import { kinds } from '../facts/kinds.ts';
import { countDuplicateGroups, removeContradictions, versionHash } from './assemble-version.ts';
import type { Candidate } from './candidates.ts';
import type { DataProblem, DatasetVersion, Example } from './dataset-version.ts';
import { cleanLabel } from './label-text.ts';
import { type OpenDatasetOptions, readSources } from './open-dataset.ts';
import { checkPictureSource } from './picture-source.ts';
import { dataProblem } from './problems.ts';
import { sampleRange } from './sample-range.ts';
import { listPictureFiles } from './unlabelled-inputs.ts';
import { openWorkerPool } from './worker-pool.ts';

export interface LabelledOptions extends Omit<OpenDatasetOptions, 'earlier'> {
  /** Those the examples are to be of; others are left out. */
  readonly classes: readonly string[];
}

export interface LabelledData {
  /** Every usable example, as its test split. */
  readonly version: DatasetVersion;
  /** Why the others are not in it. */
  readonly leftOut: readonly DataProblem[];
  /** Classes that were found and are none of those given. */
  readonly unknownClasses: readonly string[];
}

type Sources = Pick<
  Awaited<ReturnType<typeof readSources>>['input'],
  'candidates' | 'problems' | 'sampleRange'
>;

/**
 * Reads and checks labelled data. A folder of pictures that bears the name of a class and holds no folders is that
 * class. Throws `data.*` where nothing can be read, and the signal's reason.
 */
export async function openLabelledData(options: LabelledOptions): Promise<LabelledData> {
  const { kind, classes, data } = options;
  const path = resolve(data.path);
  const sources = await readSources(options)
    .then(({ input }): Sources => input)
    .catch(async (error: unknown) => (await readClassFolder(path, options, error)) ?? Promise.reject(error));
  const contradictions = removeContradictions(sources.candidates);
  // Runs of an earlier Finesse have the names of their classes as they were typed.
  const names = classes.map(cleanLabel);
  const known = new Set(names);
  const kept = contradictions.kept.filter(({ label }) => known.has(label));
  const strangers = contradictions.kept.filter(({ label }) => !known.has(label));
  const unknown = strangers.map(({ source, label }) => ({
    source,
    ...dataProblem('unknown-class', { label, split: 'test' }),
  }));
  const problems: DataProblem[] = [...sources.problems, ...contradictions.problems, ...unknown];
  const examples = kept.map((candidate) => testExample(candidate, names));
  return {
    version: {
      hash: versionHash(kind, classes, examples),
      kind,
      path,
      classes,
      examples,
      problems,
      duplicateGroups: countDuplicateGroups(examples),
      ...(sources.sampleRange !== undefined && { sampleRange: sources.sampleRange }),
    },
    leftOut: problems.filter(({ warning }) => warning !== true),
    unknownClasses: [...new Set(strangers.map(({ label }) => label))].sort(),
  };
}

function testExample({ source, contentHash, label, text }: Candidate, classes: readonly string[]): Example {
  const example = { source, contentHash, label: classes.indexOf(label), split: 'test' } as const;
  return text === undefined ? example : { ...example, text };
}

/** `pictures/cat` where cat is a class; undefined where the path or the fault is of another kind. */
async function readClassFolder(
  path: string,
  { kind, classes, workers, signal, onProgress }: LabelledOptions,
  error: unknown,
): Promise<Sources | undefined> {
  const label = cleanLabel(basename(path));
  const isFlat = error instanceof FinesseError && error.code === 'data.no-class-folders';
  if (
    !kinds[kind].isFile ||
    !isFlat ||
    !classes.map(cleanLabel).includes(label) ||
    !(await stat(path)).isDirectory()
  )
    return undefined;
  const files = (await listPictureFiles(path, signal)).map((file) => ({
    path: file.path,
    label,
    given: 'test' as const,
  }));
  const pool = openWorkerPool(workers);
  let done = 0;
  const onChecked = (pictures: number) => {
    done += pictures;
    onProgress?.(done, files.length);
  };
  try {
    const listing = {
      path,
      given: 'test',
      splits: ['test'],
      format: { layout: 'class-folders', folders: [] },
      files,
      problems: [],
    } as const;
    const { candidates, problems, pictures } = await checkPictureSource(listing, { pool, signal, onChecked });
    return { candidates, problems, sampleRange: sampleRange(pictures.values()) };
  } finally {
    await pool.close();
  }
}
