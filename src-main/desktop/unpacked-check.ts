// Whether the files beside the archive are those that were packed. Electron checks what it reads out of its archive;
// scripts that plain Node runs and native libraries have to lie outside, so they are checked here, before any is loaded.
import { createHash, webcrypto } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { UnpackedFile } from './archive-header.ts';

export interface FileFault {
  /** `added`: was never packed, and could be loaded in the place of something else. */
  readonly kind: 'changed' | 'missing' | 'added';
  readonly path: string;
}

/** What file managers leave behind in folders that were looked at; nothing loads it. */
const leftBehind = new Set(['.DS_Store', 'desktop.ini', 'Thumbs.db']);

/** A few large files, loaded only when a database is opened or an engine starts; all else is small. */
const isLibrary = ({ path }: UnpackedFile) => /\.(node|so|dll|dylib)(\.\d+)*$/.test(path);

/** Everything but native libraries: some thousand small files, and then what was added. Waits for the disk. */
export function scriptFaults(archive: string, files: readonly UnpackedFile[]): readonly FileFault[] {
  const folder = `${archive}.unpacked`;
  const scripts = files.filter((file) => !isLibrary(file));
  const faults = scripts.flatMap((file) => faultOf(folder, file));
  return faults.length > 0 ? faults : [...addedTo(archive, files)];
}

/** The native libraries, read and hashed by threads while this one goes on. Never rejects. */
export async function libraryFaults(
  archive: string,
  files: readonly UnpackedFile[],
): Promise<readonly FileFault[]> {
  const faults: FileFault[] = [];
  // One after the other: the largest has some 50 MB.
  for (const { path, hash } of files.filter(isLibrary)) {
    try {
      const bytes = await readFile(join(`${archive}.unpacked`, path));
      const digest = Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
      if (digest !== hash) faults.push({ kind: 'changed', path });
    } catch {
      // What cannot be read cannot be loaded either.
      faults.push({ kind: 'missing', path });
    }
  }
  return faults;
}

function faultOf(folder: string, { path, hash }: UnpackedFile): readonly FileFault[] {
  try {
    const digest = createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex');
    return digest === hash ? [] : [{ kind: 'changed', path }];
  } catch {
    // What cannot be read cannot be loaded either.
    return [{ kind: 'missing', path }];
  }
}

/** A module that was added can stand before the one that is meant: nearer to who asks, or where an optional one lacks. */
function* addedTo(archive: string, files: readonly UnpackedFile[]): Generator<FileFault> {
  const known = new Set(files.map(({ path }) => path));
  for (const path of filesIn(`${archive}.unpacked`, '')) if (!known.has(path)) yield { kind: 'added', path };
  const above = 'node_modules';
  if (existsSync(join(dirname(archive), above))) yield { kind: 'added', path: `../${above}` };
}

/** Links count as files, wherever they lead: none is packed. */
function* filesIn(folder: string, path: string): Generator<string> {
  // Folders that are packed can be read, or their files would have been missed before.
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
    const own = `${path}${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(folder, `${own}/`);
    else if (!leftBehind.has(entry.name)) yield own;
  }
}
