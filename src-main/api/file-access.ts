// Which files the renderer may name. In the window that is every file the user can open; in the browser-hosted form
// only what lies in the allowed folders: home, the store, and those of `finesse serve --allow`.
//
// EVERY handler that takes a path from the renderer passes it through `services.files.allowed(path)` and works with
// what that returns.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { systemErrorCode } from '../store/sqlite-errors.ts';
import { filesFault } from './file-faults.ts';

export interface FileAccess {
  /** The folders a picker starts from. */
  readonly roots: readonly string[];
  /** False where any file may be named. */
  readonly confined: boolean;
  /**
   * The real path of `path`, its symlinks followed. A file that is yet to be written may be missing; its folder
   * may not. Throws `files.notAllowed` and `files.notThere`.
   */
  allowed(path: string): string;
}

/** Any file: what the system's own dialogs gave, or the user dropped. */
export function openFileAccess(): FileAccess {
  return { roots: [homedir()], confined: false, allowed: (path) => resolve(path) };
}

/** Only files in `folders`; those that do not exist are left out. */
export function confinedFileAccess(folders: readonly string[]): FileAccess {
  const roots = [...new Set(folders.flatMap((folder) => existingPath(folder) ?? []))];
  return {
    roots,
    confined: true,
    allowed(path) {
      // A relative path would be read from wherever the program was started.
      const real = isAbsolute(path) ? realOrFuture(path) : undefined;
      // The same words for what is not there: whether it exists out there is nobody's business.
      if (real === undefined || !roots.some((root) => contains(root, real)))
        throw filesFault(mayBeNamed(roots, path) ? 'notThere' : 'notAllowed', { path, folders: roots });
      return real;
    },
  };
}

/** Whether `path` is `folder` or lies in it; both are real paths. */
export function contains(folder: string, path: string): boolean {
  const rest = relative(folder, path);
  return !isAbsolute(rest) && rest.split(sep)[0] !== '..';
}

function mayBeNamed(roots: readonly string[], path: string): boolean {
  return (
    isAbsolute(path) &&
    roots.some((root) => contains(root, resolve(path))) &&
    realOrFuture(path) === undefined
  );
}

function realOrFuture(path: string): string | undefined {
  const real = existingPath(path);
  if (real !== undefined) return real;
  const folder = existingPath(dirname(path));
  return folder && join(folder, basename(path));
}

function existingPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (systemErrorCode(error) !== undefined) return undefined;
    throw error;
  }
}
