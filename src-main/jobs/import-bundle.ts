// Runs in from a `.finesse` file. Everything is unpacked beside the runs and checked before the first of them is added.
import { constants, existsSync, renameSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VersionFacts } from '../data/version-files.ts';
import { FinesseError } from '../errors.ts';
import { fileSource } from '../formats/byte-source.ts';
import { readSafetensors } from '../formats/safetensors-reader.ts';
import type { Artefact } from '../store/artefacts-repository.ts';
import { datasetsByHash, recordDatasetFile } from '../store/dataset-versions-repository.ts';
import { hasRun, insertImportedRun } from '../store/imported-runs.ts';
import type { Store } from '../store/open-store.ts';
import { runFolder } from '../store/store-folder.ts';
import { recipeSchema } from '../training/recipe.ts';
import { runFiles } from '../training/run-files.ts';
import type { ErrandProgress } from '../training/workbench-messages.ts';
import {
  type BundleSummary,
  entryName,
  entryRole,
  isStepCurves,
  mayTravel,
  type RunDocument,
  runDocumentSchema,
  type StepCurves,
} from './bundle-format.ts';
import { type BundleReader, firstIssue, invalidEntry, openBundle, parsedJson } from './bundle-reader.ts';
import { jobFault } from './errors.ts';
import { importedRun } from './run-document.ts';
import { filesBelow } from './run-folder-files.ts';
import type { VersionFiles } from './version-files.ts';
import { findFlaw } from './whole-run.ts';

export interface ImportOptions {
  readonly versions: VersionFiles;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ErrandProgress) => void) | undefined;
  /** Called for each run that was added. */
  readonly onAdded?: (run: string) => void;
}

export interface ImportedBundleRun {
  readonly id: string;
  readonly name: string;
  /** exists: a run of this id is here already; it was left as it is. */
  readonly outcome: 'added' | 'exists';
  readonly withWeights: boolean;
}

/** What a file holds. Throws `jobs.bundle*`. */
export async function inspectBundle({ db }: Store, file: string): Promise<BundleSummary> {
  const bundle = await openBundle(file);
  bundle.close();
  const { manifest, sizeBytes } = bundle;
  const { finesse, createdAtMs, experiment, texts } = manifest;
  const runs = manifest.runs.map((run) => ({ ...run, exists: hasRun(db, run.id) }));
  return { file, sizeBytes, finesse, createdAtMs, experiment, texts, runs };
}

/** Adds the runs of a file that are not here yet. Throws `jobs.bundle*`; then nothing was added. */
export async function importBundle(
  store: Store,
  file: string,
  options: ImportOptions,
): Promise<ImportedBundleRun[]> {
  const bundle = await openBundle(file);
  const staging = await mkdtemp(join(store.paths.folder, 'incoming-'));
  try {
    await refuseWithoutSpace(bundle, store.paths.folder);
    const place: Place = { store, bundle, staging, options };
    await unpackAll(place);
    const runs: CheckedRun[] = [];
    for (const { id } of bundle.manifest.runs) runs.push(await checkedRun(place, id));
    const versions = await checkedVersions(place);
    for (const run of runs) await refuseFlawed(place, run, versions);
    const results: ImportedBundleRun[] = [];
    for (const [done, run] of runs.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.({ phase: 'adding', done, total: runs.length });
      results.push(await addRun(place, run, versions));
    }
    return results;
  } finally {
    bundle.close();
    await rm(staging, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Place {
  readonly store: Store;
  readonly bundle: BundleReader;
  readonly staging: string;
  readonly options: ImportOptions;
}

async function refuseWithoutSpace(bundle: BundleReader, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const [neededBytes, freeBytes] = [bundle.unpackedBytes, bavail * bsize];
  if (neededBytes > freeBytes)
    throw jobFault('bundleNeedsSpace', { file: bundle.file, neededBytes, freeBytes });
}

async function unpackAll({ bundle, staging, options }: Place): Promise<void> {
  const { names } = bundle;
  for (const [done, name] of names.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.({ phase: 'verifying', done, total: names.length });
    await bundle.extract(name, join(staging, name), options.signal);
  }
}

interface CheckedRun {
  readonly document: RunDocument;
  /** Of its folder, by path. */
  readonly files: readonly string[];
}

/** Reads everything of a run once, so that adding it cannot fail half-way for what is in the file. */
async function checkedRun(place: Place, id: string): Promise<CheckedRun> {
  const { bundle, staging } = place;
  const name = entryName.run(id);
  const refuse = (problem: string, at = name) => invalidEntry(bundle.file, at, problem);
  const parsed = runDocumentSchema.safeParse(await readEntry(place, name));
  if (!parsed.success) throw refuse(firstIssue(parsed.error));
  if (parsed.data.id !== id) throw refuse(`it is of run ${parsed.data.id}`);
  const recipe = recipeSchema.safeParse(parsed.data.recipe);
  if (!recipe.success) throw refuse(`recipe.${firstIssue(recipe.error)}`);
  // Kept with every default filled in, as recipes of own runs are: whoever reads one counts on that.
  const document = { ...parsed.data, recipe: inOrder(parsed.data.recipe, recipe.data) };
  if (document.dataset !== null && !bundle.names.includes(entryName.dataset(document.dataset)))
    throw refuse('the data it names is not in the file');
  const stray = document.evaluations.find(({ reportFile }) => !mayTravel(reportFile, { weights: false }));
  if (stray !== undefined) throw refuse(`an evaluation names the file ${stray.reportFile}`);
  await readSteps(place, id);
  const files = await filesBelow(join(staging, 'runs', id, 'files'));
  for (const path of files.filter((path) => path.endsWith('.safetensors')))
    checkTensors(place, entryName.file(id, path));
  const lost = document.evaluations.find(({ reportFile }) => !files.includes(reportFile));
  if (lost !== undefined)
    throw refuse('the report of an evaluation is missing', entryName.file(id, lost.reportFile));
  return { document, files };
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields of `filled`, those of `written` first and in their order: a list of settings shows them so. */
function inOrder(written: Fields, filled: Fields): Record<string, unknown> {
  const isRecord = (value: unknown): value is Fields =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const names = [...new Set([...Object.keys(written), ...Object.keys(filled)])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const [was, is] = [written[name], filled[name]];
      return is === undefined ? [] : [[name, isRecord(was) && isRecord(is) ? inOrder(was, is) : is]];
    }),
  );
}

/** Puts the data beside the files of a run, as its folder will hold them, and opens them. */
async function refuseFlawed(
  { bundle, staging }: Place,
  { document, files }: CheckedRun,
  versions: ReadonlyMap<string, StandingVersion>,
): Promise<void> {
  const made = join(staging, 'runs', document.id, 'files');
  await mkdir(made, { recursive: true });
  const version = document.dataset === null ? undefined : versions.get(document.dataset);
  if (version !== undefined)
    await copyFile(version.json, join(made, runFiles.dataset), constants.COPYFILE_FICLONE);
  const flaw = await findFlaw(made, files);
  if (flaw === undefined) return;
  throw invalidEntry(bundle.file, entryName.file(document.id, flaw.path), flaw.problem, flaw.cause);
}

async function readSteps(place: Place, id: string): Promise<StepCurves> {
  const name = entryName.steps(id);
  const steps = await readEntry(place, name);
  if (isStepCurves(steps)) return steps;
  throw invalidEntry(place.bundle.file, name, 'it holds something else than curves');
}

async function readEntry({ bundle, staging }: Place, name: string): Promise<unknown> {
  if (!bundle.names.includes(name)) throw invalidEntry(bundle.file, name, 'it is missing');
  return parsedJson(bundle.file, name, await readFile(join(staging, name)));
}

/** The layout of a tensor file; its numbers are read when the run is used. */
function checkTensors({ bundle, staging }: Place, name: string): void {
  try {
    readSafetensors(fileSource(join(staging, name)));
  } catch (error) {
    if (!(error instanceof FinesseError)) throw error;
    throw invalidEntry(bundle.file, name, 'it is not a safetensors file', error);
  }
}

/** A version as it will stand in the store, and its examples as a run's folder holds them. */
interface StandingVersion {
  /** Makes the row, where there is none yet, and gives its key. */
  record(): number;
  readonly json: string;
}

/** By the name of the entry. */
async function checkedVersions(place: Place): Promise<Map<string, StandingVersion>> {
  const { bundle, staging, options } = place;
  const packed = join(staging, 'packed');
  await mkdir(packed);
  const versions = new Map<string, StandingVersion>();
  for (const name of bundle.names) {
    const role = entryRole(name);
    if (role?.kind !== 'dataset') continue;
    options.signal?.throwIfAborted();
    const facts = await options.versions.pack(join(staging, name), packed).catch((error: unknown) => {
      if (!(error instanceof FinesseError)) throw error;
      throw invalidEntry(bundle.file, name, String(error.params.problem ?? error.message), error);
    });
    versions.set(role.name, await standingVersion(place, { name, facts, packed }));
  }
  return versions;
}

/** A version of the same examples that is here already takes the place of the one that came, texts and all. */
async function standingVersion(
  { store, staging, options }: Place,
  { name, facts, packed }: { readonly name: string; readonly facts: VersionFacts; readonly packed: string },
): Promise<StandingVersion> {
  const { datasets } = store.paths;
  for (const row of datasetsByHash(store.db, facts.hash)) {
    // One whose file is damaged or gone is passed over.
    const own = await options.versions.facts(datasets, row.examplesFile).catch(() => undefined);
    if (own?.orderHash !== facts.orderHash) continue;
    const json = join(staging, 'own', `${row.key}.json`);
    await mkdir(join(staging, 'own'), { recursive: true });
    await options.versions.unpack({ source: join(datasets, row.examplesFile), target: json, texts: true });
    return { record: () => row.key, json };
  }
  const { orderHash: _, ...row } = facts;
  const came = join(packed, facts.examplesFile);
  return {
    json: join(staging, name),
    record() {
      // The file before its row, and neither before everything has been checked. Several runs may share it.
      if (existsSync(came)) renameSync(came, join(datasets, facts.examplesFile));
      return recordDatasetFile(store.db, row);
    },
  };
}

async function addRun(
  place: Place,
  { document, files }: CheckedRun,
  versions: ReadonlyMap<string, StandingVersion>,
): Promise<ImportedBundleRun> {
  const { store, staging, options } = place;
  const { id, name } = document;
  const withWeights = files.includes(runFiles.weights) && files.includes(runFiles.model);
  if (hasRun(store.db, id)) return { id, name, outcome: 'exists', withWeights };
  const version = document.dataset === null ? undefined : versions.get(document.dataset);
  const steps = await readSteps(place, id);
  const made = join(staging, 'runs', id, 'files');
  const artefacts = await artefactsOf(made, files);
  await writeFile(join(made, runFiles.recipe), JSON.stringify(document.recipe));
  const folder = runFolder(store.paths, id);
  // A folder without a row belongs to a run that was deleted while its files could not be.
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await rename(made, folder);
  try {
    const datasetKey = version?.record() ?? null;
    insertImportedRun(store.db, importedRun(document, { steps, datasetKey, withWeights, artefacts }));
  } catch (error) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
  options.onAdded?.(id);
  return { id, name, outcome: 'added', withWeights };
}

const artefactKinds: Readonly<Record<string, Artefact['kind']>> = {
  [runFiles.weights]: 'model',
  [runFiles.evaluation]: 'evaluation',
  [runFiles.predictions]: 'predictions',
};

async function artefactsOf(folder: string, files: readonly string[]): Promise<Artefact[]> {
  const known = files.map((path) => ({
    path,
    kind: artefactKinds[path] ?? (path.startsWith('evaluations/') ? ('evaluation' as const) : undefined),
  }));
  return Promise.all(
    known.flatMap(({ path, kind }) =>
      kind === undefined
        ? []
        : [stat(join(folder, path)).then(({ size }) => ({ kind, path, sizeBytes: size }))],
    ),
  );
}
