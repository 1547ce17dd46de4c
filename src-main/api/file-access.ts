// Which files the renderer may name, and for what: one function decides what may be read, one what may be written. In
// the window that is every file the user can open; in the browser-hosted form only what really lies in the allowed
// folders: home, the store, and those of `finesse serve --allow`. In neither may the page name the store's own files:
// its database and lock neither read (whoever closes a file of SQLite's gives up its locks) nor written, its other parts
// not written.
//
// Every path of a request is a `GivenPath`, which can be used only by way of what these two return.
import { type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { isOwnFile, isOwnName } from '../store/private-store.ts';
import type { StorePaths } from '../store/store-folder.ts';
import { filesFault } from './file-faults.ts';
import { GivenPath } from './given-path.ts';
import { existingPath, type RealPlace, realPlace } from './real-place.ts';

export interface FileAccess {
  /** The folders a picker starts from. */
  readonly roots: readonly string[];
  /** False where any file may be named. */
  readonly confined: boolean;
  /**
   * The place of what is to be read; in the browser-hosted form its real path, links followed. What is not there is told
   * by whoever reads it. Throws `files.notAllowed`, `files.notThere`, `files.ownFile`.
   */
  readable(path: GivenPath | string): string;
  /**
   * The same of what is to be written, a file or a folder; the folder it goes into has to be there. Throws
   * `files.notAFolder` besides.
   */
  writable(path: GivenPath | string): string;
  /** The same of a file. Throws `files.isAFolder` besides. */
  writableFile(path: GivenPath | string): string;
}

/** Any file: what the system's own dialogs gave, or the user dropped. `store`: the parts that are closed. */
export function openFileAccess(store: StorePaths): FileAccess {
  const placed = (path: GivenPath | string, closed: Closed) => {
    const given = resolve(textOf(path));
    const place = realPlace(given);
    if (place === undefined) throw filesFault('notThere', { path: given });
    refuseOwn(store, { given, real: place.path }, closed);
    return { given, place };
  };
  const writable = (path: GivenPath | string) => {
    const { given, place } = placed(path, isOwnName);
    refuseWithoutFolder(given, place);
    return given;
  };
  return {
    roots: [homedir()],
    confined: false,
    readable: (path) => placed(path, isOwnFile).given,
    writable,
    writableFile: (path) => refusingFolder(writable(path)),
  };
}

/** Only files in `folders`; those that do not exist are left out. */
export function confinedFileAccess(folders: readonly string[], store: StorePaths): FileAccess {
  const roots = [...new Set(folders.flatMap((folder) => existingPath(folder) ?? []))];
  const placed = (path: GivenPath | string, closed: Closed) => {
    const given = textOf(path);
    // A relative path would be read from wherever the program was started.
    const place = isAbsolute(given) ? realPlace(given) : undefined;
    // Judged by where it would really be, there or not: whether it exists out there is nobody's business.
    if (place === undefined || !roots.some((root) => contains(root, place.path)))
      throw filesFault('notAllowed', { path: given, folders: roots });
    if (place.numMissing > 1) throw filesFault('notThere', { path: given });
    refuseOwn(store, { given, real: place.path }, closed);
    return { given, place };
  };
  const writable = (path: GivenPath | string) => {
    const { given, place } = placed(path, isOwnName);
    refuseWithoutFolder(given, place);
    return place.path;
  };
  return {
    roots,
    confined: true,
    readable: (path) => placed(path, isOwnFile).place.path,
    writable,
    writableFile: (path) => refusingFolder(writable(path)),
  };
}

/** Whether `path` is `folder` or lies in it; both are real paths. */
export function contains(folder: string, path: string): boolean {
  const rest = relative(folder, path);
  return !isAbsolute(rest) && rest.split(sep)[0] !== '..';
}

/** Whether a name in the store's folder is closed. */
type Closed = (name: string) => boolean;

function refuseOwn(
  store: StorePaths,
  { given, real }: { readonly given: string; readonly real: string },
  isClosed: Closed,
): void {
  const folder = existingPath(store.folder) ?? store.folder;
  const [name = ''] = relative(folder, real).split(sep);
  if ((contains(folder, real) && isClosed(name)) || isLinkTo([store.database, store.lock], real))
    throw filesFault('ownFile', { path: given });
}

function refuseWithoutFolder(given: string, { path, numMissing }: RealPlace): void {
  if (numMissing > 1) throw filesFault('notThere', { path: given });
  if (numMissing === 1 && !isFolder(dirname(path))) throw filesFault('notAFolder', { path: dirname(given) });
}

/** What takes the place of a file is written beside it first: of an allowed folder that would be outside. */
function refusingFolder(path: string): string {
  if (isFolder(path)) throw filesFault('isAFolder', { path });
  return path;
}

function isFolder(path: string): boolean {
  return factsOf(path)?.isDirectory() ?? false;
}

/** A hard link is another name of the same file. */
function isLinkTo(files: readonly string[], path: string): boolean {
  const found = factsOf(path);
  if (found === undefined || found.nlink < 2) return false;
  return files.some((file) => {
    const own = factsOf(file);
    return own?.ino === found.ino && own.dev === found.dev;
  });
}

function factsOf(path: string): Stats | undefined {
  return existingPath(path) === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
}

function textOf(path: GivenPath | string): string {
  return path instanceof GivenPath ? GivenPath.textOf(path) : path;
}
