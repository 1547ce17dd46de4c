// Readings of data, kept in the cache folder by key, so that previews, examples and pictures need not read it again;
// neither after a restart. `<key>.json` is everything; `<key>.index.json` the little that main itself needs.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KindName, kinds } from '../facts/kinds.ts';
import { type AssemblyInput, assembleVersion } from './assemble-version.ts';
import type { Candidate } from './candidates.ts';
import type { DataOptions } from './data-options.ts';
import type { ClassCount, SplitCounts } from './data-report.ts';
import type { Example, SplitName } from './dataset-version.ts';
import type { PictureFacts } from './decode-picture.ts';
import { countClasses, countSplits } from './describe-dataset.ts';
import type { EarlierSplit } from './earlier-split.ts';
import { dataError } from './errors.ts';
import type { DatasetReading } from './open-dataset.ts';

/** What main knows of a reading without opening it. */
export interface ReadingIndex {
  readonly kind: KindName;
  readonly hash: string;
  readonly path: string;
  readonly classes: readonly ClassCount[];
  readonly splits: SplitCounts;
  /** Pictures: the file of each example; empty for texts. */
  readonly files: readonly string[];
  /**
   * Pictures that are there under several labels, and so are no example: content hash -> one of their files. Absent in
   * readings that an earlier Finesse kept.
   */
  readonly conflicts?: Readonly<Record<string, string>>;
  /** Pictures: median of the shorter side, pixels; 0 for texts. */
  readonly medianSide: number;
  /** Texts: words at 0, 5, ... 100 % of the texts, shortest first; empty for pictures. */
  readonly wordPercentiles: readonly number[];
}

export type KeptReading = Omit<DatasetReading, 'reports'>;

interface ReadingFile {
  readonly input: Omit<AssemblyInput, 'given'> & { readonly given: readonly SplitName[] };
  readonly data: DataOptions;
  readonly seed: number;
  readonly earlier?: EarlierSplit | undefined;
  readonly pictures: readonly (readonly [path: string, facts: PictureFacts])[];
}

const maxKept = 12;

/** Keeps a reading and gives its key, the same for the same content and options. */
export function keepReading(
  cacheFolder: string,
  reading: KeptReading,
  { data, seed, earlier }: Pick<ReadingFile, 'data' | 'seed' | 'earlier'>,
): string {
  const { version, input, pictures } = reading;
  const key = createHash('sha256')
    .update(JSON.stringify([version.hash, version.path, data, seed, version.carried]))
    .digest('hex')
    .slice(0, 32);
  const file: ReadingFile = {
    input: { ...input, given: [...input.given] },
    data,
    seed,
    earlier,
    pictures: [...pictures],
  };
  const sides = version.examples
    .flatMap(({ source }) => pictures.get(source.path) ?? [])
    .map(({ width, height }) => Math.min(width, height))
    .sort((a, b) => a - b);
  const index: ReadingIndex = {
    kind: version.kind,
    hash: version.hash,
    path: version.path,
    classes: countClasses(version),
    splits: countSplits(version),
    files: kinds[version.kind].isFile ? version.examples.map(({ source }) => source.path) : [],
    conflicts: kinds[version.kind].isFile ? conflictFiles(input.candidates) : {},
    medianSide: sides[sides.length >> 1] ?? 0,
    wordPercentiles: kinds[version.kind].hasTokens ? wordPercentiles(version.examples) : [],
  };
  mkdirSync(folderOf(cacheFolder), { recursive: true });
  write(join(folderOf(cacheFolder), `${key}.json`), file);
  write(join(folderOf(cacheFolder), `${key}.index.json`), index);
  forgetOldest(cacheFolder);
  return key;
}

/** Throws `data.unknown-reading`. */
export function openReading(
  cacheFolder: string,
  key: string,
): KeptReading & Pick<ReadingFile, 'data' | 'seed' | 'earlier'> {
  // Written by `keepReading` of the same program.
  const file = read(cacheFolder, key, '.json') as ReadingFile;
  const input: AssemblyInput = { ...file.input, given: new Set(file.input.given) };
  const version = assembleVersion(input, file.data, file);
  const { data, seed, earlier } = file;
  return { version, input, pictures: new Map(file.pictures), data, seed, earlier };
}

/** Throws `data.unknown-reading`. */
export function readingIndex(cacheFolder: string, key: string): ReadingIndex {
  return read(cacheFolder, key, '.index.json') as ReadingIndex;
}

function conflictFiles(candidates: readonly Candidate[]): Record<string, string> {
  const labels = new Map<string, Set<string>>();
  for (const { contentHash, label } of candidates)
    labels.set(contentHash, (labels.get(contentHash) ?? new Set()).add(label));
  const contradicted = candidates.filter(({ contentHash }) => labels.get(contentHash)!.size > 1);
  return Object.fromEntries(contradicted.map(({ contentHash, source }) => [contentHash, source.path]));
}

function wordPercentiles(examples: readonly Example[]): number[] {
  const counts = examples.map(({ text = '' }) => text.split(/\s+/).length).sort((a, b) => a - b);
  return Array.from({ length: 21 }, (_, at) => counts[Math.round(((counts.length - 1) * at) / 20)] ?? 0);
}

function folderOf(cacheFolder: string): string {
  return join(cacheFolder, 'readings');
}

function read(cacheFolder: string, key: string, ending: string): unknown {
  const path = join(folderOf(cacheFolder), `${key}${ending}`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw dataError('unknown-reading', { key }, cause);
  }
}

/** Under its own name only when it is whole: other processes read it. */
function write(path: string, value: unknown): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(value));
  renameSync(unfinished, path);
}

function forgetOldest(cacheFolder: string): void {
  const folder = folderOf(cacheFolder);
  const kept = readdirSync(folder)
    .filter((name) => name.endsWith('.index.json'))
    .map((name) => ({ key: name.split('.')[0]!, at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { key } of kept.slice(maxKept)) {
    rmSync(join(folder, `${key}.json`), { force: true });
    rmSync(join(folder, `${key}.index.json`), { force: true });
  }
}
