// Runs out to one `.finesse` file.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { datasetByKey } from '../store/dataset-versions-repository.ts';
import { storeFault } from '../store/errors.ts';
import type { Store } from '../store/open-store.ts';
import { runTable, runTableRows } from '../store/run-table.ts';
import { findRun, type Run } from '../store/runs-repository.ts';
import { runFolder } from '../store/store-folder.ts';
import type { ErrandProgress } from '../training/workbench-messages.ts';
import { type BundleManifest, bundleFormatVersion, entryName, mayTravel } from './bundle-format.ts';
import { BundleWriter } from './bundle-writer.ts';
import { jobFault } from './errors.ts';
import { runDocument, runSteps } from './run-document.ts';
import { filesBelow, streamedHash } from './run-folder-files.ts';
import type { VersionFiles } from './version-files.ts';

export interface ExportOptions {
  readonly file: string;
  /** Ids, or the name of an experiment. */
  readonly what: { readonly runs: readonly string[] } | { readonly experiment: string };
  readonly weights: boolean;
  readonly texts: boolean;
  readonly versions: VersionFiles;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ErrandProgress) => void) | undefined;
}

export interface ExportedBundle {
  readonly file: string;
  readonly sizeBytes: number;
  readonly numRuns: number;
  readonly numWithWeights: number;
}

/** Throws `jobs.bundleExists`, `jobs.bundleEmpty`, `store.unknownRun`, `store.datasetFileUnusable`. */
export async function exportBundle(store: Store, options: ExportOptions): Promise<ExportedBundle> {
  const runs = chosenRuns(store, options.what);
  const writer = new BundleWriter(options.file, options.signal);
  const temporary = await mkdtemp(join(store.paths.folder, 'outgoing-'));
  try {
    const datasets = await addDatasets({ store, writer, options, temporary }, runs);
    const listed: BundleManifest['runs'] = [];
    for (const [done, run] of runs.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.({ phase: 'runs', done, total: runs.length });
      const dataset = run.datasetKey === null ? null : (datasets.get(run.datasetKey) ?? null);
      listed.push(await addRun({ store, writer, options }, run, dataset));
    }
    const sizeBytes = await writer.finish({
      formatVersion: bundleFormatVersion,
      finesse: manifest.version,
      createdAtMs: Date.now(),
      experiment: 'experiment' in options.what ? options.what.experiment : null,
      texts: options.texts,
      runs: listed,
    });
    const numWithWeights = listed.filter(({ weights }) => weights).length;
    return { file: options.file, sizeBytes, numRuns: listed.length, numWithWeights };
  } catch (error) {
    await writer.discard();
    throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function chosenRuns(store: Store, what: ExportOptions['what']): Run[] {
  if ('runs' in what) {
    const found = what.runs.map((id) => findRun(store.db, id));
    return [...new Map(found.map((run) => [run.key, run])).values()];
  }
  const { experiment } = what;
  const ids = runTable(store.db).filter((row) => row.experiment === experiment);
  if (ids.length === 0) throw jobFault('bundleEmpty', { experiment });
  return ids.map(({ id }) => findRun(store.db, id));
}

interface Place {
  readonly store: Store;
  readonly writer: BundleWriter;
  readonly options: ExportOptions;
}

/** Adds each version once; gives the name of its entry by key. */
async function addDatasets(
  { store, writer, options, temporary }: Place & { readonly temporary: string },
  runs: readonly Run[],
): Promise<Map<number, string>> {
  const keys = [...new Set(runs.flatMap(({ datasetKey }) => datasetKey ?? []))];
  const names = new Map<number, string>();
  for (const [done, key] of keys.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.({ phase: 'datasets', done, total: keys.length });
    const source = join(store.paths.datasets, datasetByKey(store.db, key)!.examplesFile); // a run points at it
    const target = join(temporary, `${key}.json`);
    try {
      await options.versions.unpack({ source, target, texts: options.texts });
    } catch (error) {
      options.signal?.throwIfAborted();
      throw storeFault('datasetFileUnusable', { file: source, reason: (error as Error).message }, error);
    }
    const name = await streamedHash(target);
    if (![...names.values()].includes(name)) await writer.addFile(entryName.dataset(name), target);
    names.set(key, name);
  }
  return names;
}

async function addRun(
  { store, writer, options }: Place,
  run: Run,
  dataset: string | null,
): Promise<BundleManifest['runs'][number]> {
  const { id, name, task, model, state, createdAtMs } = run;
  const folder = runFolder(store.paths, id);
  const files = (await filesBelow(folder)).filter((path) => mayTravel(path, options));
  await writer.addJson(entryName.run(id), runDocument(store, run, dataset));
  await writer.addJson(entryName.steps(id), runSteps(store, run));
  for (const path of files) await writer.addFile(entryName.file(id, path), join(folder, path));
  const [row] = runTableRows(store.db, [id]);
  const weights = options.weights && files.includes('model.safetensors') && files.includes('model.json');
  return { id, name, task, model, state, createdAtMs, testAccuracy: row?.test.accuracy ?? null, weights };
}
