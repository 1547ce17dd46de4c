// Data as a person gives it -> a frozen dataset version. The entry of the data layer.
import { resolve } from 'node:path';
import type { KindName } from '../facts/kinds.ts';
import { type AssemblyInput, assembleVersion } from './assemble-version.ts';
import type { SourceReport } from './candidates.ts';
import type { DataOptions } from './data-options.ts';
import type { DatasetVersion, SplitName } from './dataset-version.ts';
import type { PictureFacts } from './decode-picture.ts';
import type { EarlierSplit } from './earlier-split.ts';
import {
  type CheckedSource,
  checkPictureSource,
  listPictures,
  type PictureListing,
} from './picture-source.ts';
import { dataProblem } from './problems.ts';
import { sampleRange } from './sample-range.ts';
import type { SourceTaken } from './source-notices.ts';
import { findTextTables, readTextTable } from './text-source.ts';
import { openWorkerPool } from './worker-pool.ts';

export interface OpenDatasetOptions {
  readonly kind: KindName;
  readonly data: DataOptions;
  readonly seed: number;
  /** Whose examples keep their splits. */
  readonly earlier?: EarlierSplit | undefined;
  readonly signal?: AbortSignal;
  /** Pictures or tables looked at, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Told how each source was understood, once all are read. */
  readonly onSources?: (sources: readonly SourceTaken[]) => void;
  /** Threads that check pictures; see `defaultWorkers`. */
  readonly workers?: number;
}

interface GivenSource {
  readonly path: string;
  readonly given: SplitName;
}

function givenSources(data: DataOptions): GivenSource[] {
  const sources = [
    { path: data.path, given: 'train' as const },
    { path: data.validation, given: 'validation' as const },
    { path: data.test, given: 'test' as const },
  ];
  return sources.flatMap(({ path, given }) => (path === undefined ? [] : [{ path: resolve(path), given }]));
}

/** The reports of each source, in order. */
async function readTexts(
  sources: readonly GivenSource[],
  options: OpenDatasetOptions,
): Promise<SourceReport[][]> {
  const tables = await Promise.all(sources.map(({ path, given }) => findTextTables(path, given)));
  const total = tables.flat().length;
  let done = 0;
  const reports: SourceReport[][] = [];
  for (const group of tables) {
    const read: SourceReport[] = [];
    for (const table of group) {
      options.signal?.throwIfAborted();
      read.push(await readTextTable(table, options.data));
      options.onProgress?.(++done, total);
    }
    reports.push(read);
  }
  return reports;
}

/** The report of each source, in order; read in worker threads, which are closed before this returns. */
async function readPictures(
  sources: readonly GivenSource[],
  options: OpenDatasetOptions,
): Promise<CheckedSource[][]> {
  const listings: PictureListing[] = [];
  for (const { path, given } of sources) listings.push(await listPictures(path, given, options.data));
  const total = listings.reduce((sum, listing) => sum + listing.files.length, 0);
  const pool = openWorkerPool(options.workers);
  let done = 0;
  const onChecked = (pictures: number) => {
    done += pictures;
    options.onProgress?.(done, total);
  };
  try {
    const reports: CheckedSource[][] = [];
    for (const listing of listings)
      reports.push([await checkPictureSource(listing, { pool, signal: options.signal, onChecked })]);
    return reports;
  } finally {
    await pool.close();
  }
}

/** Separate validation and test data win over what the training data's folder holds for them, which is mentioned. */
function withoutOverridden(report: SourceReport, separate: ReadonlySet<SplitName>): SourceReport {
  const overridden = report.candidates.filter(({ given }) => separate.has(given));
  const problems = overridden.map(({ source, given }) => ({
    source,
    ...dataProblem('overridden-split', { split: given }),
  }));
  const candidates = report.candidates.filter(({ given }) => !separate.has(given));
  return { ...report, candidates, problems: [...report.problems, ...problems] };
}

/** All sources as read, before classes and splits are settled. */
export interface SourcesReading {
  readonly input: AssemblyInput;
  readonly reports: readonly SourceReport[];
  /** Width, height and format by path; empty for texts. */
  readonly pictures: ReadonlyMap<string, PictureFacts>;
}

/** A dataset version with what was found on the way to it. */
export interface DatasetReading extends SourcesReading {
  readonly version: DatasetVersion;
}

const readers: Readonly<
  Record<
    KindName,
    (
      sources: readonly GivenSource[],
      options: OpenDatasetOptions,
    ) => Promise<(SourceReport | CheckedSource)[][]>
  >
> = { image: readPictures, text: readTexts };

/** Reads and checks all data; fractions and seed do not matter yet. Throws as `openDataset`. */
export async function readSources(options: OpenDatasetOptions): Promise<SourcesReading> {
  options.signal?.throwIfAborted();
  const sources = givenSources(options.data);
  const read = await readers[options.kind](sources, options);
  const [main = [], ...others] = read;
  const separate = new Set(sources.slice(1).map(({ given }) => given));
  const reports = [...main.map((report) => withoutOverridden(report, separate)), ...others.flat()];
  const facts = new Map(read.flat().flatMap((source) => ('pictures' in source ? [...source.pictures] : [])));
  options.onSources?.(reports.map(({ path, given, format }) => ({ path, given, format })));
  const input: AssemblyInput = {
    kind: options.kind,
    path: resolve(options.data.path),
    given: new Set(reports.flatMap(({ splits }) => splits)),
    candidates: reports.flatMap(({ candidates }) => candidates),
    problems: reports.flatMap(({ problems }) => problems),
    sampleRange: sampleRange(facts.values()),
  };
  return { input, reports, pictures: facts };
}

/** `openDataset`, with the sources as read. */
export async function readDataset(options: OpenDatasetOptions): Promise<DatasetReading> {
  const reading = await readSources(options);
  return { ...reading, version: assembleVersion(reading.input, options.data, options) };
}

/**
 * Reads and checks all data, settles classes and splits. Same data, options and seed: same version.
 * What cannot be used is in `problems`, with its place. Throws a `FinesseError` (`data.*`) where nothing useful
 * is left, or the signal's reason when aborted.
 */
export async function openDataset(options: OpenDatasetOptions): Promise<DatasetVersion> {
  return (await readDataset(options)).version;
}
