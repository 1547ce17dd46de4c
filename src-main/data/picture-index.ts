// The files below a folder by what a table may call them: for paths that lead nowhere as they are written.
import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { isSystemName } from './system-files.ts';

/** A look around, not a census of somebody's home folder. */
const maxFiles = 500_000;

export interface PictureIndex {
  /** Files with this path below the folder, `/` between folders: in the other Unicode form, in other case, with an ending. */
  at(path: string): readonly string[];
  /** Files of this name, in whatever folder. */
  called(name: string): readonly string[];
  /** Files whose name without its ending is this, in whatever folder. */
  withStem(stem: string): readonly string[];
}

const composed = (text: string) => text.normalize('NFC');
const folded = (text: string) => composed(text).toLowerCase();

function filesBelow(root: string): string[] {
  const files: string[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop())
    for (const entry of entriesOf(join(root, folder))) {
      if (isSystemName(entry.name) || files.length >= maxFiles) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(path);
      else files.push(path);
    }
  return files.sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // closed to us: what lies there is not found
  }
}

function lookUp(files: readonly string[], key: (path: string) => string) {
  const groups = Map.groupBy(files, key);
  return (wanted: string) => groups.get(wanted) ?? [];
}

/** Reads the folder's tree at once; links to folders are not followed. */
export function openPictureIndex(root: string): PictureIndex {
  const files = filesBelow(root);
  const byForm = lookUp(files, composed);
  const byCase = lookUp(files, folded);
  const byName = lookUp(files, (path) => composed(basename(path)));
  const byStem = lookUp(files, (path) => composed(basename(path, extname(path))));
  const byPathStem = lookUp(files, (path) => composed(path.slice(0, path.length - extname(path).length)));
  const full = (paths: readonly string[]) => paths.map((path) => join(root, path));
  return {
    at: (path) => {
      const tries = [byForm(composed(path)), byCase(folded(path)), byPathStem(composed(path))];
      return full(tries.find((found) => found.length > 0) ?? []);
    },
    called: (name) => full(byName(composed(name))),
    withStem: (stem) => full(byStem(composed(stem))),
  };
}
