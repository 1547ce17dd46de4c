// A file of features: what the frozen part of a network says about every example of a split, float32 rows.
//
// Layout: 8 bytes magic, int32 length of the JSON header, the header; int32[rows] example indices; int32[rows] tokens
// (1 for pictures and pooled text); then the rows one behind the other, each tokens * width float32. Little-endian.
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { fileHash } from './durable-files.ts';
import { trainingError } from './errors.ts';

const magic = 'FINFEAT1';
/** The header has a fixed room, because the hash of the rows is known last. */
const headerBytes = 4096;
/** The largest single read every system accepts. */
const maxReadBytes = 2 ** 30;

export interface FeatureLayout {
  /** Name of the tensor at the boundary. */
  readonly tensor: string;
  /** Shape of one row; of one token where `sequence`. */
  readonly rowShape: readonly number[];
  /** Rows are tokens long, and stages above need an attention mask. */
  readonly sequence: boolean;
}

interface FeatureHeader extends FeatureLayout {
  readonly key: string;
  readonly rows: number;
  /** SHA-256 of the rows and of the two tables. */
  readonly rowsHash: string;
  readonly tablesHash: string;
}

/** Writes rows in any order; the file appears under its name only when complete. */
export interface FeatureWriter {
  /** Adds one row: float32[tokens * width]. Throws where the disk is full. */
  add(index: number, tokens: number, values: Float32Array): void;
  readonly sizeBytes: number;
  finish(): void;
  abandon(): void;
}

export interface FeatureWriterOptions {
  readonly key: string;
  readonly rows: number;
  readonly layout: FeatureLayout;
}

export function writeFeatureFile(path: string, options: FeatureWriterOptions): FeatureWriter {
  const temporary = `${path}.${process.pid}.tmp`;
  const fd = openSync(temporary, 'w');
  const tables = new Int32Array(2 * options.rows);
  const start = headerBytes + tables.byteLength;
  const hash = createHash('sha256');
  let position = start;
  let count = 0;
  const close = () => closeSync(fd);
  return {
    get sizeBytes() {
      return position;
    },
    add(index, tokens, values) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      hash.update(bytes);
      position += writeAt(fd, bytes, position);
      tables[count] = index;
      tables[options.rows + count++] = tokens;
    },
    finish() {
      const rest = new Uint8Array(tables.buffer);
      writeAt(fd, rest, headerBytes);
      const { key, rows, layout } = options;
      const header = { ...layout, key, rows, rowsHash: hash.digest('hex'), tablesHash: hashOf(rest) };
      writeAt(fd, headerOf(header), 0);
      fsyncSync(fd);
      close();
      renameSync(temporary, path);
    },
    abandon() {
      close();
      rmSync(temporary, { force: true });
    },
  };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function headerOf(header: FeatureHeader): Uint8Array {
  const bytes = Buffer.alloc(headerBytes, ' ');
  const json = Buffer.from(JSON.stringify(header));
  bytes.write(magic, 0, 'latin1');
  bytes.writeInt32LE(json.length, 8);
  json.copy(bytes, 12);
  return bytes;
}

function writeAt(fd: number, bytes: Uint8Array, position: number): number {
  for (let done = 0; done < bytes.length; )
    done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  return bytes.length;
}

/** Features of one split, ready to be made into batches. */
export interface Features extends FeatureLayout {
  readonly rows: number;
  /** int32[rows]: positions in `DatasetVersion.examples`. */
  readonly indices: Int32Array;
  /** int32[rows] */
  readonly tokens: Int32Array;
  readonly sizeBytes: number;
  /** Copies a row into `target` from `offset` on: tokens * width values. */
  readRow(row: number, target: Float32Array, offset: number): void;
  close(): void;
}

/** Up to this much is held in memory; above it rows are read from the file when they are needed. */
const memoryLimitBytes = 2 ** 30;

/**
 * Opens a feature file and verifies it. Returns undefined where there is none; throws training.damagedCache where it
 * is not what was written under this key.
 */
export function openFeatureFile(path: string, key: string): Features | undefined {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return undefined;
  const damaged = (problem: string) => trainingError('damagedCache', { file: path, problem });
  const fd = openSync(path, 'r');
  try {
    const header = readHeader(fd);
    if (header === undefined) throw damaged('its header cannot be read');
    if (header.key !== key) throw damaged('it belongs to other features');
    const tables = readTables(fd, header);
    if (tables === undefined) throw damaged('its tables have changed');
    const { indices, tokens, offsets } = tables;
    if (size !== offsets[header.rows]!) throw damaged('its size is not that of its rows');
    if (fileHash(path, offsets[0]) !== header.rowsHash) throw damaged('its rows have changed');
    const now = new Date();
    utimesSync(path, now, now);
    return { ...header, indices, tokens, sizeBytes: size, ...rowReader(path, fd, offsets) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function readHeader(fd: number): FeatureHeader | undefined {
  const bytes = Buffer.alloc(headerBytes);
  if (!readInto(fd, bytes, 0) || bytes.toString('latin1', 0, 8) !== magic) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8', 12, 12 + bytes.readInt32LE(8)));
  } catch {
    return undefined;
  }
}

/** Fills `target` from a place in the file; false where the file ends before. */
function readInto(fd: number, target: Uint8Array, position: number): boolean {
  for (let done = 0; done < target.length; ) {
    const wanted = Math.min(target.length - done, maxReadBytes);
    const got = readSync(fd, target, done, wanted, position + done);
    if (got === 0) return false;
    done += got;
  }
  return true;
}

function readTables(fd: number, header: FeatureHeader) {
  const { rows, rowShape } = header;
  const tables = new Int32Array(2 * rows);
  const bytes = new Uint8Array(tables.buffer);
  if (!readInto(fd, bytes, headerBytes) || hashOf(bytes) !== header.tablesHash) return undefined;
  const [indices, tokens] = [tables.slice(0, rows), tables.slice(rows)];
  const tokenBytes = 4 * rowShape.reduce((a, b) => a * b, 1);
  const offsets = new Float64Array(rows + 1).fill(headerBytes + 8 * rows);
  for (let row = 0; row < rows; row++) offsets[row + 1] = offsets[row]! + tokens[row]! * tokenBytes;
  return { indices, tokens, offsets };
}

function rowReader(path: string, fd: number, offsets: Float64Array): Pick<Features, 'readRow' | 'close'> {
  const start = offsets[0]!;
  const total = offsets.at(-1)! - start;
  if (total > memoryLimitBytes) {
    return {
      readRow(row, target, offset) {
        const length = offsets[row + 1]! - offsets[row]!;
        const view = new Uint8Array(target.buffer, target.byteOffset + 4 * offset, length);
        if (!readInto(fd, view, offsets[row]!))
          throw trainingError('damagedCache', { file: path, problem: 'it has become shorter' });
      },
      close: () => closeSync(fd),
    };
  }
  const values = new Float32Array(total / 4);
  readInto(fd, new Uint8Array(values.buffer), start);
  closeSync(fd);
  return {
    readRow(row, target, offset) {
      target.set(values.subarray((offsets[row]! - start) / 4, (offsets[row + 1]! - start) / 4), offset);
    },
    close() {},
  };
}
