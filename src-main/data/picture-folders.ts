// A folder of class folders, or of train/validation/test folders of class folders -> the picture files in it.
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DataProblem, SplitName } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { dataProblem, type Problem } from './problems.ts';
import { splitOfName } from './split-names.ts';
import { isSystemName } from './system-files.ts';

/** A file that should be a picture; whether it is one is checked later, by content. */
export interface PictureFile {
  readonly path: string;
  readonly label: string;
  readonly given: SplitName;
}

export interface FolderReading {
  readonly layout: 'class-folders' | 'split-folders';
  readonly splits: readonly SplitName[];
  readonly files: readonly PictureFile[];
  readonly problems: readonly DataProblem[];
}

interface Listing {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  readonly problems: readonly DataProblem[];
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

const at = (path: string, problem: Problem): DataProblem => ({ source: { path }, ...problem });

/** What is in a folder, sorted by name; links are followed. */
async function list(folder: string): Promise<Listing> {
  const folders: string[] = [];
  const files: string[] = [];
  const problems: DataProblem[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    if (isSystemName(name)) {
      problems.push(at(path, dataProblem('hidden-file', {})));
      continue;
    }
    try {
      const found = await stat(path);
      if (found.isDirectory()) folders.push(path);
      else if (found.isFile()) files.push(path);
      else problems.push(at(path, dataProblem('special-file', {})));
    } catch (cause) {
      problems.push(at(path, dataProblem('unreadable', { reason: reasonOf(cause) })));
    }
  }
  return { folders, files, problems };
}

/** All files below `folder`. A link back to a folder above is a problem, not a loop. */
async function walk(folder: string, above: readonly string[], problems: DataProblem[]): Promise<string[]> {
  try {
    const real = await realpath(folder);
    if (above.includes(real)) {
      problems.push(at(folder, dataProblem('link-loop', {})));
      return [];
    }
    const listing = await list(folder);
    problems.push(...listing.problems);
    const files = [...listing.files];
    for (const inner of listing.folders) files.push(...(await walk(inner, [...above, real], problems)));
    return files;
  } catch (cause) {
    problems.push(at(folder, dataProblem('unreadable', { reason: reasonOf(cause) })));
    return [];
  }
}

async function readClasses(root: string, given: SplitName, problems: DataProblem[]): Promise<PictureFile[]> {
  const above = [await realpath(root)];
  const { folders, files: loose, problems: found } = await list(root);
  problems.push(...found);
  problems.push(...loose.map((path) => at(path, dataProblem('no-class', {}))));
  const files: PictureFile[] = [];
  for (const folder of folders) {
    const paths = await walk(folder, above, problems);
    if (paths.length === 0) problems.push(at(folder, dataProblem('empty-class', {})));
    files.push(...paths.map((path) => ({ path, label: basename(folder), given })));
  }
  return files;
}

/** Split folders are meant where a folder is called train and itself holds folders; a class may be called train. */
async function splitFolders(
  folders: readonly string[],
): Promise<readonly { path: string; given: SplitName }[]> {
  const named = folders.flatMap((path) => {
    const given = splitOfName(basename(path));
    return given === undefined ? [] : [{ path, given }];
  });
  const train = named.find(({ given }) => given === 'train');
  return train !== undefined && (await list(train.path)).folders.length > 0 ? named : [];
}

async function listRoot(root: string): Promise<Listing> {
  try {
    return await list(root);
  } catch (cause) {
    throw dataError('unreadable', { path: root, reason: reasonOf(cause) }, cause);
  }
}

/** Reads the folders under `root`, which `given` says the split of. Throws `data.no-class-folders`, `data.unreadable`. */
export async function readPictureFolders(root: string, given: SplitName): Promise<FolderReading> {
  const listing = await listRoot(root);
  if (listing.folders.length === 0) throw dataError('no-class-folders', { path: root });
  const problems: DataProblem[] = [];
  const splits = given === 'train' ? await splitFolders(listing.folders) : [];
  if (splits.length === 0)
    return {
      layout: 'class-folders',
      splits: [given],
      files: await readClasses(root, given, problems),
      problems,
    };
  const files: PictureFile[] = [];
  for (const split of splits) files.push(...(await readClasses(split.path, split.given, problems)));
  const used = new Set(splits.map(({ path }) => path));
  const unused = listing.folders.filter((path) => !used.has(path));
  problems.push(...listing.problems, ...unused.map((path) => at(path, dataProblem('no-split', {}))));
  problems.push(...listing.files.map((path) => at(path, dataProblem('no-class', {}))));
  return { layout: 'split-folders', splits: splits.map((split) => split.given), files, problems };
}
