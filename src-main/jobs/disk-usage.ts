// How much disk the store takes, by kind, and what of it can go.
import { existsSync, readdirSync } from 'node:fs';
import { readdir, rm, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Store } from '../store/open-store.ts';
import { statement } from '../store/statements.ts';
import { runFiles } from '../training/run-files.ts';
import { folderBytes } from './run-files-removal.ts';

export const usageKinds = [
  'database',
  'weights',
  'checkpoints',
  'records',
  'features',
  'datasets',
  'samples',
  'uploads',
  'models',
  'backups',
] as const;
export type UsageKind = (typeof usageKinds)[number];

export interface DiskUsage {
  readonly kinds: readonly { readonly kind: UsageKind; readonly sizeBytes: number }[];
  readonly freeBytes: number;
  /** What `clean` can take away. */
  readonly cleanable: readonly { readonly what: CleanUp; readonly sizeBytes: number }[];
}

/**
 * features: kept computations. checkpoints: of runs that are over. leftovers: folders and files that belong to no run,
 * and to no draft.
 */
export const cleanUps = ['features', 'checkpoints', 'leftovers'] as const;
export type CleanUp = (typeof cleanUps)[number];

export async function diskUsage(store: Store): Promise<DiskUsage> {
  const { paths } = store;
  const runFolders = await childFolders(paths.runs);
  const sum = async (name: string) => {
    const sizes = await Promise.all(runFolders.map((folder) => folderBytes(join(folder, name))));
    return sizes.reduce((total, size) => total + size, 0);
  };
  const [weights, checkpoints, runs] = await Promise.all([
    sum(runFiles.weights),
    sum(runFiles.checkpoints),
    folderBytes(paths.runs),
  ]);
  const database = (
    await Promise.all(['', '-wal', '-shm'].map((suffix) => folderBytes(`${paths.database}${suffix}`)))
  ).reduce((total, size) => total + size, 0);
  const folders: [UsageKind, string][] = [
    ['features', paths.cache],
    ['datasets', paths.datasets],
    ['samples', paths.samples],
    ['uploads', paths.uploads],
    ['models', paths.models],
    ['backups', paths.backups],
  ];
  const rest = await Promise.all(
    folders.map(async ([kind, path]) => ({ kind, sizeBytes: await folderBytes(path) })),
  );
  const { bavail, bsize } = await statfs(paths.folder);
  return {
    kinds: [
      { kind: 'database', sizeBytes: database },
      { kind: 'weights', sizeBytes: weights },
      { kind: 'checkpoints', sizeBytes: checkpoints },
      { kind: 'records', sizeBytes: runs - weights - checkpoints },
      ...rest,
    ],
    freeBytes: bavail * bsize,
    cleanable: await Promise.all(
      cleanUps.map(async (what) => ({ what, sizeBytes: await totalBytes(await cleanPaths(store, what)) })),
    ),
  };
}

/** Takes away what is named and gives the bytes that were freed. */
export async function cleanUp(store: Store, what: readonly CleanUp[]): Promise<number> {
  let freed = 0;
  for (const kind of what) {
    const targets = await cleanPaths(store, kind);
    freed += await totalBytes(targets);
    for (const path of targets) await rm(path, { recursive: true, force: true, maxRetries: 3 });
    if (kind === 'checkpoints') forgetCheckpoints(store);
  }
  return freed;
}

const abandonedMs = 24 * 3_600_000;

const over = "('finished', 'stopped')";

async function cleanPaths(store: Store, what: CleanUp): Promise<string[]> {
  const { db, paths } = store;
  if (what === 'features') return isTraining(store) ? [] : children(paths.cache);
  if (what === 'checkpoints') {
    const ended = statement<{ id: string }>(db, `SELECT run_id AS id FROM runs WHERE state IN ${over}`).all();
    return ended.map(({ id }) => join(paths.runs, id, runFiles.checkpoints));
  }
  const known = new Set(
    statement<{ id: string }>(db, 'SELECT run_id AS id FROM runs')
      .all()
      .map(({ id }) => id),
  );
  const strays = (await childFolders(paths.runs)).filter(
    (folder) => !known.has(folder.slice(paths.runs.length + 1)),
  );
  const datasets = new Set(
    statement<{ file: string }>(db, 'SELECT examples_file AS file FROM dataset_versions')
      .all()
      .map(({ file }) => file),
  );
  const loose = children(paths.datasets).filter(
    (path) => !datasets.has(path.slice(paths.datasets.length + 1)),
  );
  return [...strays, ...loose, ...(await abandoned(paths.folder)), ...(await unusedUploads(store))];
}

/** What exports and imports that were killed have left; one under way is younger. */
async function abandoned(folder: string): Promise<string[]> {
  const found = (await childFolders(folder)).filter((path) => /[/\\](incoming|outgoing)-[^/\\]+$/.test(path));
  return oldOnes(found);
}

/** Drops that no draft and no run names, and pieces of files that were cut off; what is just arriving is younger. */
function unusedUploads({ db, paths }: Store): Promise<string[]> {
  if (!existsSync(paths.uploads)) return Promise.resolve([]);
  const isNamed = statement<{ found: number }>(
    db,
    `SELECT EXISTS (SELECT 1 FROM drafts WHERE instr(recipe, $name))
         OR EXISTS (SELECT 1 FROM run_documents WHERE instr(recipe, $name)) AS found`,
  );
  return oldOnes(
    children(paths.uploads).filter((path) => isNamed.get({ name: basename(path) })?.found === 0),
  );
}

async function oldOnes(paths: readonly string[]): Promise<string[]> {
  const changedAtMs = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  return paths.filter((_, at) => Date.now() - changedAtMs[at]! > abandonedMs);
}

function isTraining({ db }: Store): boolean {
  return statement(db, "SELECT 1 FROM runs WHERE state = 'running' LIMIT 1").get() !== undefined;
}

function forgetCheckpoints({ db }: Store): void {
  const sql = `DELETE FROM checkpoints WHERE run_key IN (SELECT run_key FROM runs WHERE state IN ${over})`;
  statement(db, sql).run();
}

async function totalBytes(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map((path) => folderBytes(path)));
  return sizes.reduce((total, size) => total + size, 0);
}

async function childFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

function children(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}
