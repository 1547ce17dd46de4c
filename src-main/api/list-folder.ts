// One folder as the picker shows it.
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemName } from '../data/system-files.ts';
import { systemErrorCode } from '../store/sqlite-errors.ts';
import type { FileEntry, ShownFiles } from './contract/files.ts';
import { contains, type FileAccess } from './file-access.ts';
import { filesFault } from './file-faults.ts';
import { isShown } from './shown-files.ts';

const maxEntries = 5_000;
/** Counting what is inside costs a read for each folder; beyond this many it is not done. */
const maxCounted = 500;

/** `folder` is a real path that may be shown. */
export async function listFolder(
  files: FileAccess,
  folder: string,
  { show, hidden }: { readonly show: ShownFiles; readonly hidden: boolean },
) {
  const names = (await readNames(folder)).filter((name) => hidden || !isSystemName(name));
  const entries: FileEntry[] = [];
  // A folder of a hundred thousand pictures: a few at a time, so that neither memory nor file handles run out.
  for (let first = 0; first < names.length && entries.length <= maxEntries; first += 256) {
    const some = await Promise.all(
      names.slice(first, first + 256).map((name) => entryOf(files, folder, name)),
    );
    entries.push(
      ...some
        .filter((entry) => entry !== undefined)
        .filter((e) => e.kind === 'folder' || isShown(e.name, show)),
    );
  }
  entries.sort(byKindAndName);
  const shown = entries.slice(0, maxEntries);
  return {
    path: folder,
    trail: trailOf(files, folder),
    entries: await withCounts(shown, hidden),
    numLeftOut: entries.length - shown.length,
  };
}

const collator = new Intl.Collator(undefined, { numeric: true });

function byKindAndName(a: FileEntry, b: FileEntry): number {
  return a.kind === b.kind ? collator.compare(a.name, b.name) : a.kind === 'folder' ? -1 : 1;
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const reason = systemErrorCode(error) ?? String(error);
    if (reason === 'ENOTDIR') throw filesFault('notAFolder', { path: folder }, error);
    if (reason === 'ENOENT') throw filesFault('notThere', { path: folder }, error);
    throw filesFault('unreadable', { path: folder, reason }, error);
  }
}

/** Nothing for what is neither folder nor file, is gone, or leads out of the allowed folders. */
async function entryOf(files: FileAccess, folder: string, name: string): Promise<FileEntry | undefined> {
  const path = join(folder, name);
  try {
    files.readable(path);
    const found = await stat(path);
    if (!found.isDirectory() && !found.isFile()) return undefined;
    const isFolder = found.isDirectory();
    const sizeBytes = isFolder ? 0 : found.size;
    const kind = isFolder ? 'folder' : 'file';
    return { name, path, kind, sizeBytes, modifiedAtMs: found.mtimeMs, numChildren: null };
  } catch {
    return undefined; // a broken link, or not for us to show
  }
}

async function withCounts(entries: readonly FileEntry[], hidden: boolean): Promise<FileEntry[]> {
  const counted = entries.slice(0, maxCounted).map(async (entry) => {
    if (entry.kind === 'file') return entry;
    const names = await readdir(entry.path).catch(() => undefined); // may be closed to us: then it has no count
    const numChildren = names?.filter((name) => hidden || !isSystemName(name)).length ?? null;
    return { ...entry, numChildren };
  });
  return [...(await Promise.all(counted)), ...entries.slice(maxCounted)];
}

function trailOf(files: FileAccess, folder: string) {
  const root = files.roots.filter((each) => contains(each, folder)).sort((a, b) => b.length - a.length)[0];
  const trail: { name: string; path: string }[] = [];
  for (let path = folder; ; path = dirname(path)) {
    trail.unshift({ name: basename(path) || path, path });
    if (path === root || dirname(path) === path) return trail;
  }
}
