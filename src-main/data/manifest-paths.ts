// What a manifest calls its pictures -> files below its folder. Paths are relative to the manifest; those of another
// computer, of the web, in another Unicode form or without an ending are looked up among the files that are there.
// Nothing is fetched, and nothing is taken of which there are two.
import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { PictureIndex } from './picture-index.ts';
import { dataProblem, type Problem } from './problems.ts';

/** `elsewhere`: not where it is written; it was looked up. */
export type PathReading = { readonly path: string; readonly elsewhere?: true } | Problem;

interface Written {
  readonly text: string;
  /** relative: below the manifest; absolute: somewhere on a disk; web: in the net. */
  readonly kind: 'relative' | 'absolute' | 'web';
  /** With `/` between folders, without scheme, drive and host. */
  readonly place: string;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a % that encodes nothing is part of the name
  }
}

/** Label Studio serves local files as `/data/local-files/?d=<path>`, and puts eight digits before what was uploaded. */
const localFile = /^\/data\/local-files\/\?d=(.+)$/;
const upload = /^\/data\/upload\/.*?(?:[0-9a-f]{8}-)?([^/]+)$/;

function parse(text: string): Written {
  const slashes = text.replaceAll('\\', '/');
  const studio = localFile.exec(slashes)?.[1];
  if (studio !== undefined) return { text, kind: 'absolute', place: decoded(studio) };
  const uploaded = upload.exec(slashes)?.[1];
  if (uploaded !== undefined) return { text, kind: 'absolute', place: decoded(uploaded) };
  const scheme = /^([a-z][a-z0-9+.-]+):\/\/[^/]*\/?(.*)$/i.exec(slashes);
  if (scheme !== null) {
    const [, name, rest] = scheme;
    const place = decoded(rest!.replace(/[?#].*$/, '')).replace(/^[a-z]:\//i, '');
    return { text, kind: name!.toLowerCase() === 'file' ? 'absolute' : 'web', place };
  }
  const drive = /^([a-z]:\/|\/\/)(.*)$/i.exec(slashes);
  if (drive !== null) return { text, kind: 'absolute', place: drive[2]! };
  return { text, kind: isAbsolute(slashes) ? 'absolute' : 'relative', place: slashes };
}

function isInside(root: string, path: string): boolean {
  const inside = relative(root, path);
  return !inside.startsWith('..') && !isAbsolute(inside);
}

/** The file where it is written, below `root`. */
function asWritten(root: string, { text, kind, place }: Written): string | undefined {
  if (kind === 'web') return undefined;
  const path = resolve(root, /^file:/i.test(text) ? `/${place}` : text.replaceAll('\\', '/'));
  return isInside(root, path) && existsSync(path) ? path : undefined;
}

/** Endings of a place: the longest first, the name alone last. */
function* endings(place: string): Generator<string> {
  const parts = place.split('/').filter((part) => part !== '' && part !== '.');
  for (let start = 0; start < parts.length; start++) yield parts.slice(start).join('/');
}

function lookUp(index: PictureIndex, { kind, place }: Written): readonly string[] {
  const tries = kind === 'relative' ? [place.replace(/^(\.\/)+/, '')] : endings(place);
  for (const path of tries) {
    const found = index.at(path);
    if (found.length > 0) return found;
  }
  // A folder that is written says where the file has to be; only a name alone may be anywhere.
  if (place.replace(/^\.\//, '').includes('/')) return [];
  const called = index.called(place);
  return called.length > 0 ? called : index.withStem(place);
}

/** What to say of a path that leads to no file. */
function absent(root: string, { text, kind, place }: Written): PathReading {
  if (kind === 'web') return dataProblem('web-address', { path: text });
  if (/^[a-z]:[\\/]|^\\\\|^file:/i.test(text)) return dataProblem('foreign-path', { path: text });
  const path = resolve(root, text.replaceAll('\\', '/'));
  if (!isInside(root, path)) return dataProblem('outside-folder', { path: text });
  const isName = !place.includes('/') && !/\.[a-z0-9]{2,5}$/i.test(place);
  return isName ? dataProblem('no-such-name', { name: text }) : { path }; // reading it says what is wrong
}

/**
 * The file of each path, in order. `root` is the manifest's folder, `openIndex` reads what is in it; that is done only
 * where a path leads nowhere. A file to which two different paths would lead is given to neither.
 */
export function findPictures(
  root: string,
  paths: readonly string[],
  openIndex: () => PictureIndex,
): PathReading[] {
  let opened: PictureIndex | undefined;
  const index = () => {
    opened ??= openIndex();
    return opened;
  };
  const readings = paths.map((text): PathReading => {
    if (text === '') return dataProblem('empty-path', {});
    if (text.includes('\0')) return dataProblem('nul-character', {});
    const written = parse(text);
    const path = asWritten(root, written);
    if (path !== undefined) return { path };
    if (written.kind === 'relative' && !isInside(root, resolve(root, written.place)))
      return dataProblem('outside-folder', { path: text });
    const found = lookUp(index(), written);
    if (found.length > 1) return dataProblem('ambiguous-path', { path: text, files: found.length });
    return found.length === 1 ? { path: found[0]!, elsewhere: true } : absent(root, written);
  });
  return withoutShared(paths, readings);
}

/** Looked-up files that stand for more than one path are nobody's. */
function withoutShared(paths: readonly string[], readings: readonly PathReading[]): PathReading[] {
  const callers = new Map<string, Set<string>>();
  readings.forEach((reading, at) => {
    if (!('path' in reading)) return;
    callers.set(reading.path, (callers.get(reading.path) ?? new Set()).add(paths[at]!));
  });
  return readings.map((reading, at) => {
    const shared = 'path' in reading && reading.elsewhere ? callers.get(reading.path)!.size : 1;
    return shared > 1 ? dataProblem('shared-path', { path: paths[at]!, paths: shared }) : reading;
  });
}
