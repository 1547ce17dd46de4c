// Files that are either there in full or not at all, whatever moment the machine stops.
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { atPlace } from '../errors.ts';
import { type SafetensorsContent, writeSafetensors } from '../formats/safetensors-writer.ts';

/** Writes a file under a temporary name, forces it to disk and renames it. */
export function writeDurably(path: string, write: (fd: number) => void): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeSynced(temporary, write);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

export function writeJsonDurably(path: string, value: unknown): void {
  writeDurably(path, (fd) => writeText(fd, JSON.stringify(value)));
}

export function writeTensorsDurably(path: string, content: SafetensorsContent): void {
  writeDurably(path, (fd) => writeSafetensors(fd, path, content));
}

/** Fills a new folder under a temporary name, then renames it; `files` by name. Replaces nothing. */
export function writeFolderDurably(
  path: string,
  files: Readonly<Record<string, (fd: number) => void>>,
): void {
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    for (const [name, write] of Object.entries(files)) writeSynced(join(temporary, name), write);
    syncFolder(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

export function writeText(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

/** Parses a JSON file of our own. Throws where it is absent or not JSON. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

const hashChunkBytes = 1 << 22;

/** SHA-256 of a file's bytes, from `offset` on; hex. */
export function fileHash(path: string, offset = 0): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(hashChunkBytes);
  const fd = openSync(path, 'r');
  try {
    for (let position = offset; ; ) {
      const got = readSync(fd, chunk, 0, chunk.length, position);
      if (got === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, got));
      position += got;
    }
  } finally {
    closeSync(fd);
  }
}

/** SHA-256 of a JSON value whose objects have their keys sorted: equal content, equal hash; hex. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sortedKeys)).digest('hex');
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function writeSynced(path: string, write: (fd: number) => void): void {
  atPlace(path, () => {
    const fd = openSync(path, 'w');
    try {
      write(fd);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/** Makes a rename inside a folder durable. Windows neither needs nor allows it. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
