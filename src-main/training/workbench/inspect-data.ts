// Errand: everything a person wants to know about data before training on it. Files are read once: other fractions, or
// another look at the same files, are answered from what was read.
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { assembleVersion, relabelled } from '../../data/assemble-version.ts';
import type { DataOptions } from '../../data/data-options.ts';
import type { DataReport } from '../../data/data-report.ts';
import { describeDataset } from '../../data/describe-dataset.ts';
import type { EarlierSplit } from '../../data/earlier-split.ts';
import { keepReading } from '../../data/kept-readings.ts';
import { readSources, type SourcesReading } from '../../data/open-dataset.ts';
import { previewTables } from '../../data/preview-tables.ts';
import { FinesseError } from '../../errors.ts';
import type { KindName } from '../../facts/kinds.ts';
import type { Errand, ErrandContext } from '../workbench-messages.ts';
import { keepLast } from './kept.ts';

export interface InspectDataInput {
  readonly kind: KindName;
  readonly data: DataOptions;
  readonly seed: number;
  /** Whose examples keep their splits. */
  readonly earlier?: EarlierSplit | undefined;
}

interface FreshReading extends SourcesReading {
  /** What the files and folders looked like when they were read. */
  readonly fingerprint: string;
}

const readings = keepLast<FreshReading>(2);

export const inspectData: Errand<InspectDataInput, DataReport> = async (input, context) => {
  const { kind, data, seed, earlier } = input;
  const tables = await previewTables(kind, data);
  try {
    const sources = await sourcesOf(input, context);
    const version = assembleVersion(sources.input, data, { seed, earlier });
    const reading = { ...sources, version };
    const key = keepReading(context.cacheFolder, reading, { data, seed, earlier });
    const candidates = relabelled(sources.input.candidates, data);
    const dataset = { key, ...describeDataset({ ...reading, input: { ...sources.input, candidates } }) };
    return { kind, path: version.path, tables, fault: null, dataset };
  } catch (error) {
    if (!(error instanceof FinesseError)) throw error;
    const { code, message, params } = error;
    return { kind, path: data.path, tables, fault: { code, message, params }, dataset: null };
  }
};

async function sourcesOf(input: InspectDataInput, context: ErrandContext): Promise<FreshReading> {
  const { kind, data } = input;
  // What does not change the reading is left out; a new option is part of the key unless it stands here.
  const {
    validationFraction: _,
    testFraction: __,
    duplicates: ___,
    exclude: ____,
    relabel: _____,
    ...read
  } = data;
  const key = JSON.stringify([kind, read]);
  const kept = await readings.get(key, () => readFresh(input, context));
  if (kept.fingerprint === fingerprint(kept)) return kept;
  readings.delete(key);
  return readings.get(key, () => readFresh(input, context));
}

async function readFresh(
  input: InspectDataInput,
  { signal, progress }: ErrandContext,
): Promise<FreshReading> {
  const sources = await readSources({
    ...input,
    signal,
    onProgress: (done, total) => progress({ phase: 'checking-data', done, total }),
  });
  return { ...sources, fingerprint: fingerprint(sources) };
}

/** Changes when a file is changed, added or removed: times of the files that were read and of their folders. */
function fingerprint({ input, reports }: SourcesReading): string {
  const files = new Set([
    ...input.candidates.map(({ source }) => source.path),
    ...input.problems.map(({ source }) => source.path),
    ...reports.map(({ path }) => path),
  ]);
  const folders = new Set([...files].flatMap((path) => [dirname(path), dirname(dirname(path))]));
  const hash = createHash('sha256');
  for (const path of [...files, ...folders]) {
    const entry = statSync(path, { throwIfNoEntry: false });
    hash.update(`${path}\0${entry?.mtimeMs}\0${entry?.size}\n`);
  }
  return hash.digest('hex');
}
