// What the head of an archive says of the files that lie beside it. Electron vouches for the head (on macOS and
// Windows), not for those files. Source of the format: @electron/asar, README.md, "Format".
import { closeSync, openSync, readSync } from 'node:fs';

/** A file that lies beside the archive, in `<archive>.unpacked`. */
export interface UnpackedFile {
  /** Relative to that folder, with `/`. */
  readonly path: string;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly unpacked?: boolean;
  readonly integrity?: { readonly algorithm: string; readonly hash: string };
}

/** The head begins with four numbers of 32 bits, the last of which is the length of the JSON that follows. */
const prefixBytes = 16;
const lengthOffset = 12;

/** Throws the system's error when the archive cannot be read, and an `Error` for a file that has no hash. */
export function unpackedFiles(archive: string): readonly UnpackedFile[] {
  return [...filesBeside(JSON.parse(readHead(archive)), '')];
}

function readHead(archive: string): string {
  // To Electron's `fs` an archive is a folder, unless it is told otherwise.
  const electron: { noAsar?: boolean } = process;
  electron.noAsar = true;
  try {
    const file = openSync(archive, 'r');
    try {
      const prefix = readBytes(file, 0, prefixBytes);
      return readBytes(file, prefixBytes, prefix.readUInt32LE(lengthOffset)).toString('utf8');
    } finally {
      closeSync(file);
    }
  } finally {
    electron.noAsar = false;
  }
}

function readBytes(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const count = readSync(file, bytes, 0, length, position);
  if (count !== length) throw new Error('The head of the archive is cut short.');
  return bytes;
}

function* filesBeside(folder: Entry, path: string): Generator<UnpackedFile> {
  for (const [name, entry] of Object.entries(folder.files ?? {})) {
    const own = `${path}${name}`;
    if (entry.files !== undefined) yield* filesBeside(entry, `${own}/`);
    else if (entry.unpacked) yield { path: own, hash: hashOf(entry, own) };
  }
}

function hashOf({ integrity }: Entry, path: string): string {
  if (integrity?.algorithm !== 'SHA256') throw new Error(`The archive has no SHA-256 of ${path}.`);
  return integrity.hash;
}
