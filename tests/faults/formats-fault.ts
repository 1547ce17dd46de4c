// What a row of the table of malformed weights says, and small helpers to write one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One malformed input: how to make it, and the error it must give. */
export interface Fault {
  readonly name: string;
  /** Code of the error. */
  readonly code: string;
  /** What the message must say about the place or the reason. */
  readonly says: RegExp;
  /** Files to write into an empty folder, by relative path. */
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  /** What to open, relative to the folder; the first file unless given. */
  readonly open?: string;
  /** Makes links, pipes and the like after the files are written. */
  readonly prepare?: (folder: string) => void;
}

export function writeFiles(folder: string, files: Fault['files']): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Little-endian unsigned integers of 2, 4 and 8 bytes. */
export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function uint64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
