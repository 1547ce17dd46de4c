// Synchronous random access to bytes: what every format reads from. No format opens a file itself.
import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { formatError } from './errors.ts';

/** Bytes of known length that can be read anywhere. */
export interface ByteSource {
  /** Path for messages. */
  readonly path: string;
  readonly sizeBytes: number;
  /**
   * `length` bytes from `offset`, freshly allocated: the caller owns them, and they start an ArrayBuffer of their own.
   * The caller has checked the range (see `readWithin`); throws `formats.truncated` otherwise.
   */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
}

/** The largest single read the operating system accepts is just under 2 GiB. */
const MAX_READ_BYTES = 1 << 30;

/**
 * A file on disk. The file is opened for each read and closed again, so a source never needs closing.
 * Throws `formats.unreadable`, `formats.notAFile` (folders, pipes, devices) and, on reads, `formats.changed`.
 */
export function fileSource(path: string): ByteSource {
  const opened = guard(path, () => statSync(path));
  if (!opened.isFile()) throw formatError('notAFile', { file: path, found: kindOf(opened) });
  return {
    path,
    sizeBytes: opened.size,
    read(offset, length) {
      checkRange(this, { offset, length, place: 'the file' });
      return guard(path, () => readFrom(path, { opened, offset, length }));
    },
  };
}

/** Bytes in memory under a name. */
export function memorySource(path: string, bytes: Uint8Array): ByteSource {
  return {
    path,
    sizeBytes: bytes.byteLength,
    read(offset, length) {
      checkRange(this, { offset, length, place: 'the file' });
      return new Uint8Array(bytes.subarray(offset, offset + length));
    },
  };
}

/** Several sources read as one, in order. Messages name the source in which a read fails. */
export function joinedSource(path: string, parts: readonly ByteSource[]): ByteSource {
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  return {
    path,
    sizeBytes,
    read(offset, length) {
      checkRange(this, { offset, length, place: 'the file' });
      const joined = new Uint8Array(length);
      let start = 0;
      for (const part of parts) {
        const from = Math.max(offset, start);
        const to = Math.min(offset + length, start + part.sizeBytes);
        if (from < to) joined.set(part.read(from - start, to - from), from - offset);
        start += part.sizeBytes;
      }
      return joined;
    },
  };
}

/** A part of a source as a source of its own. Throws `formats.truncated` where the source does not hold it. */
export function slicedSource(source: ByteSource, range: ByteRange): ByteSource {
  checkRange(source, range);
  return {
    path: source.path,
    sizeBytes: range.length,
    read(offset, length) {
      checkRange(this, { offset, length, place: range.place });
      return source.read(range.offset + offset, length);
    },
  };
}

/** A range of a source and what it holds, for messages. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
  readonly place: string;
}

/** Reads a range that a file claims to have; throws `formats.truncated` where it does not. */
export function readWithin(source: ByteSource, range: ByteRange): Uint8Array<ArrayBuffer> {
  checkRange(source, range);
  return source.read(range.offset, range.length);
}

/** Throws `formats.truncated` when the source does not hold the range. */
export function checkRange(source: ByteSource, range: ByteRange): void {
  const { offset, length, place } = range;
  const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (valid && offset + length <= source.sizeBytes) return;
  throw formatError('truncated', {
    file: source.path,
    place,
    offset,
    neededBytes: length,
    sizeBytes: source.sizeBytes,
  });
}

function readFrom(path: string, range: { opened: Stats; offset: number; length: number }) {
  const fd = openSync(path, 'r');
  try {
    const now = fstatSync(fd);
    if (now.size !== range.opened.size || now.mtimeMs !== range.opened.mtimeMs)
      throw formatError('changed', { file: path });
    const bytes = new Uint8Array(range.length);
    let done = 0;
    while (done < range.length) {
      const wanted = Math.min(range.length - done, MAX_READ_BYTES);
      const got = readSync(fd, bytes, done, wanted, range.offset + done);
      if (got === 0) throw formatError('changed', { file: path });
      done += got;
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}

/** Turns a failing system call into `formats.unreadable`; other errors pass. */
function guard<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw formatError('unreadable', { file: path, reason: error.message }, error);
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO() || stats.isSocket()) return 'a pipe or socket';
  return 'a device';
}
