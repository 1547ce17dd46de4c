// The folders below a folder with how many pictures each could hold, for deciding what they are. Names only; nothing is
// opened.
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { leadsOutside } from './read-within.ts';
import { isSystemName } from './system-files.ts';

export interface FolderTree {
  readonly name: string;
  readonly path: string;
  /** Sorted by name. */
  readonly folders: readonly FolderTree[];
  /** Files that could be pictures: not those that are known to be something else. */
  readonly numPictures: number;
  /** Names of tables beside them. */
  readonly tables: readonly string[];
}

/** Wrapper, wrapper, split, split again, class. */
const maxDepth = 5;
const table = /\.(csv|tsv|jsonl|ndjson)$/i;
const otherFile =
  /\.(csv|tsv|txt|jsonl?|ndjson|md|xml|html?|pdf|ya?ml|py|ipynb|zip|tar|gz|rar|7z|log|xlsx?|docx?|mat|npy|npz)$|^(readme|licen[cs]e|copying|changelog)$/i;

/** What cannot be read has nothing in it here; reading it later says why. */
export function readFolderTree(path: string, depth = maxDepth, above: readonly string[] = []): FolderTree {
  const real = realPath(path);
  // A link back to a folder above would show everything again, level after level.
  const entries = depth < 0 || real === undefined || above.includes(real) ? [] : entriesOf(path);
  const inside = real === undefined ? above : [...above, real];
  const isFolder = (entry: Dirent) =>
    entry.isDirectory() || (entry.isSymbolicLink() && isFolderBehind(join(path, entry.name)));
  const [folders, files] = [entries.filter(isFolder), entries.filter((entry) => !isFolder(entry))];
  return {
    name: basename(path),
    path,
    folders: folders
      .map(({ name }) => name)
      .sort()
      .map((name) => readFolderTree(join(path, name), depth - 1, inside)),
    numPictures: files.filter(({ name }) => !otherFile.test(name)).length,
    tables: files.map(({ name }) => name).filter((name) => table.test(name)),
  };
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).filter(({ name }) => !isSystemName(name));
  } catch {
    return [];
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // gone, or links in a circle
  }
}

function isFolderBehind(link: string): boolean {
  const path = realPath(link);
  return (
    path !== undefined &&
    !leadsOutside(path) &&
    (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
  );
}
