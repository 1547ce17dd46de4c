// A folder of pictures -> the picture files in it, with class and split as folder-layout.ts decides.
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { DataProblem, SplitName } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { type FolderMeaning, type FolderPlan, planFolders, unwrapped } from './folder-layout.ts';
import { type FolderTree, readFolderTree } from './folder-tree.ts';
import { cleanLabel } from './label-text.ts';
import { dataProblem, type Problem } from './problems.ts';
import { leadsOutside } from './read-within.ts';
import { isSystemName } from './system-files.ts';

/** A file that should be a picture; whether it is one is checked later, by content. */
export interface PictureFile {
  readonly path: string;
  readonly label: string;
  readonly given: SplitName;
}

/** What a folder was taken for. */
export interface FolderRole {
  /** Below the data's folder; `.` is that folder itself. */
  readonly path: string;
  /** classes: its folders are the classes; a split or group: likewise, of that split; the others are not used. */
  readonly taken: SplitName | 'classes' | 'group' | 'unlabelled' | 'unused';
  /** Class folders in it. */
  readonly classes: number;
}

export interface FolderReading {
  readonly layout: 'class-folders' | 'split-folders' | 'group-folders';
  readonly folders: readonly FolderRole[];
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
      if (leadsOutside(path)) problems.push(at(path, dataProblem('leads-outside', {})));
      else if (found.isDirectory()) folders.push(path);
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
    files.push(...paths.map((path) => ({ path, label: cleanLabel(basename(folder)), given })));
  }
  return files;
}

async function listRoot(root: string): Promise<Listing> {
  try {
    return await list(root);
  } catch (cause) {
    throw dataError('unreadable', { path: root, reason: reasonOf(cause) }, cause);
  }
}

/** What lies beside `used` in the folder that holds the class or split folders, and in the folders around it. */
async function beside(root: string, used: FolderTree): Promise<DataProblem[]> {
  const problems: DataProblem[] = [];
  for (let path = used.path; path !== root; ) {
    path = dirname(path);
    const { files, problems: found } = await list(path);
    problems.push(...found, ...files.map((file) => at(file, dataProblem('no-class', {}))));
  }
  return problems;
}

const taken = (path: string, role: FolderRole['taken'], { folders }: FolderTree): FolderRole => ({
  path,
  taken: role,
  classes: ['unused', 'unlabelled'].includes(role) ? 0 : folders.length,
});

/** Throws what has to be asked. */
function decide(root: string, given: SplitName, meaning: FolderMeaning | undefined): Settled {
  const tree = readFolderTree(root);
  if (given !== 'train') return { layout: 'class-folders', root: unwrapped(tree) };
  const plan = planFolders(tree, meaning);
  const folders = plan.root.folders.map(({ name }) => name);
  if (plan.layout === 'no-classes') {
    const named = plan.splits.map(({ name }) => name);
    throw dataError('splits-without-classes', {
      path: plan.root.path,
      folders: named,
      tables: plan.root.tables,
    });
  }
  if (plan.layout === 'unclear') {
    const { seen, choices } = plan;
    throw dataError('unclear-folders', {
      path: plan.root.path,
      seen,
      folders: folders.slice(0, 12),
      choices,
    });
  }
  return plan;
}

type Settled = Exclude<FolderPlan, { readonly layout: 'unclear' | 'no-classes' }>;

function countPictures({ folders, numPictures }: FolderTree): number {
  return folders.reduce((sum, folder) => sum + countPictures(folder), numPictures);
}

/** What is there and is not used: beside the splits, or without labels. */
function leftOut(plan: Settled): DataProblem[] {
  if (plan.layout === 'class-folders') return [];
  const unlabelled = plan.layout === 'split-folders' ? plan.unlabelled : [];
  return [
    ...plan.unused.map(({ path }) => at(path, dataProblem('no-split', {}))),
    ...unlabelled.map((folder) =>
      at(folder.path, dataProblem('unlabelled-folder', { pictures: countPictures(folder) })),
    ),
  ];
}

function rolesOf(root: string, plan: Settled): FolderRole[] {
  const below = (path: string) => relative(root, path) || '.';
  if (plan.layout === 'class-folders') return [taken(below(plan.root.path), 'classes', plan.root)];
  const used =
    plan.layout === 'split-folders'
      ? plan.splits.map(({ given, classes }) => taken(below(classes.path), given, classes))
      : plan.groups.map((group) => taken(below(group.path), 'group', group));
  const unlabelled = plan.layout === 'split-folders' ? plan.unlabelled : [];
  return [
    ...used,
    ...unlabelled.map((folder) => taken(below(folder.path), 'unlabelled', folder)),
    ...plan.unused.map((folder) => taken(below(folder.path), 'unused', folder)),
  ];
}

/**
 * Reads the folders under `root`, which `given` says the split of; `meaning` says what they are where names do not.
 * Throws `data.no-class-folders`, `data.unreadable`, and what has to be asked: `data.unclear-folders`,
 * `data.splits-without-classes`.
 */
export async function readPictureFolders(
  root: string,
  given: SplitName,
  meaning?: FolderMeaning,
): Promise<FolderReading> {
  const listing = await listRoot(root);
  if (listing.folders.length === 0) throw dataError('no-class-folders', { path: root });
  const plan = decide(root, given, meaning);
  const problems: DataProblem[] = leftOut(plan);
  const sources =
    plan.layout === 'class-folders'
      ? [{ path: plan.root.path, given }]
      : plan.layout === 'split-folders'
        ? plan.splits.map((split) => ({ path: split.classes.path, given: split.given }))
        : plan.groups.map(({ path }) => ({ path, given }));
  const files: PictureFile[] = [];
  for (const source of sources) files.push(...(await readClasses(source.path, source.given, problems)));
  const inner = plan.layout === 'class-folders' ? plan.root : (plan.root.folders[0] ?? plan.root);
  problems.push(...(await beside(root, inner)));
  const splits = [...new Set(sources.map((source) => source.given))];
  return { layout: plan.layout, folders: rolesOf(root, plan), splits, files, problems };
}
