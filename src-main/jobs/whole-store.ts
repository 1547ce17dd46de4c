// The whole store as a copy in another folder, which is a store itself, and back from one: records with all their files.
import { constants } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { backUp, cancelRestore, planRestore } from '../store/backup.ts';
import type { Store } from '../store/open-store.ts';
import { systemErrorCode } from '../store/sqlite-errors.ts';
import { type StorePaths, storePaths } from '../store/store-folder.ts';
import type { ErrandProgress } from '../training/workbench-messages.ts';
import { jobFault } from './errors.ts';
import { filesBelow } from './run-folder-files.ts';

/** What the database speaks of; the rest (cache, earlier back-ups) is not worth its room. */
const parts = [
  'runs',
  'models',
  'datasets',
  'uploads',
  'samples',
] as const satisfies readonly (keyof StorePaths)[];

export interface CopyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes done and in all. */
  readonly onProgress?: ((progress: ErrandProgress) => void) | undefined;
}

export interface StoreCopy {
  readonly folder: string;
  readonly sizeBytes: number;
}

interface FileToCopy {
  readonly from: string;
  readonly to: string;
  readonly sizeBytes: number;
}

/**
 * Copies the store into a new folder inside `target` while it is in use; a run under way goes in as of now, to be
 * resumed. Throws `jobs.copyInside`, `jobs.copyNeedsSpace`, and the signal's reason; then nothing is left behind.
 */
export async function copyStore(store: Store, target: string, options: CopyOptions = {}): Promise<StoreCopy> {
  const { paths } = store;
  if (isInside(paths.folder, target)) throw jobFault('copyInside', { folder: target });
  const stamp = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '-');
  const folder = join(target, `finesse-${stamp}`);
  const partial = `${folder}.partial`;
  try {
    await mkdir(partial, { recursive: true });
    // First the records: files that come later are more than they speak of, never less.
    const database = await backUp(store.db, paths, storePaths(partial).database);
    const files = await filesOf(paths, storePaths(partial));
    const sizeBytes = await copyAll(files, { ...options, folder: target });
    await rename(partial, folder);
    return { folder, sizeBytes: sizeBytes + database.sizeBytes };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Puts the database of a copy in the place of the present one at the next start, and the files that are missing here
 * beside those that are. Throws what `planRestore` throws, `jobs.copyNeedsSpace`, and the signal's reason; then nothing
 * is planned.
 */
export async function takeBackStore(
  paths: StorePaths,
  folder: string,
  options: CopyOptions = {},
): Promise<void> {
  const copy = storePaths(folder);
  await planRestore(paths, copy.database);
  try {
    const files = await filesOf(copy, paths);
    const missing: FileToCopy[] = [];
    for (const file of files) if ((await sizeOf(file.to)) === undefined) missing.push(file);
    await copyAll(missing, { ...options, folder: paths.folder });
  } catch (error) {
    cancelRestore(paths);
    throw error;
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way); // absolute: another drive
}

async function filesOf(from: StorePaths, to: StorePaths): Promise<FileToCopy[]> {
  const files: FileToCopy[] = [];
  for (const part of parts)
    for (const path of await filesBelow(from[part])) {
      const sizeBytes = await sizeOf(join(from[part], path));
      if (sizeBytes !== undefined)
        files.push({ from: join(from[part], path), to: join(to[part], path), sizeBytes });
    }
  return files;
}

/** Each is whole or absent. What has gone since it was listed is left out. Returns the bytes. */
async function copyAll(
  files: readonly FileToCopy[],
  { folder, signal, onProgress }: CopyOptions & { readonly folder: string },
): Promise<number> {
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const { bavail, bsize } = await statfs(folder);
  if (total > bavail * bsize)
    throw jobFault('copyNeedsSpace', { folder, neededBytes: total, freeBytes: bavail * bsize });
  let done = 0;
  for (const { from, to, sizeBytes } of files) {
    signal?.throwIfAborted();
    onProgress?.({ phase: 'copying', done, total });
    await mkdir(dirname(to), { recursive: true });
    const partial = `${to}.partial`;
    try {
      await copyFile(from, partial, constants.COPYFILE_FICLONE);
      await rename(partial, to);
    } catch (error) {
      await rm(partial, { force: true });
      if (systemErrorCode(error) !== 'ENOENT') throw error;
    }
    done += sizeBytes;
  }
  return total;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
