// Decoded pictures kept between epochs in shared memory of a fixed size, read and written by all workers
// without messages. What does not fit is decoded again each time.
import type { Pixels } from './decode-picture.ts';

/** The shared memory itself; can be posted to workers. */
export interface PixelCacheMemory {
  /** int32[examples, 3]: place in units of 16 bytes plus one (0: absent), width, height; then one cell, units used. */
  readonly table: SharedArrayBuffer;
  readonly pixels: SharedArrayBuffer;
}

const unitBytes = 16;
const cells = 3;

/** Memory for `examples` pictures in at most `sizeBytes`; the system commits pages only as they are written. */
export function createPixelCacheMemory(examples: number, sizeBytes: number): PixelCacheMemory {
  return {
    table: new SharedArrayBuffer((examples * cells + 1) * Int32Array.BYTES_PER_ELEMENT),
    pixels: new SharedArrayBuffer(Math.floor(sizeBytes / unitBytes) * unitBytes),
  };
}

/** The picture of example `index`, or undefined. The pixels are shared: do not write. */
export function cachedPixels(memory: PixelCacheMemory, index: number): Pixels | undefined {
  const table = new Int32Array(memory.table);
  const place = Atomics.load(table, index * cells);
  if (place === 0) return undefined;
  const width = table[index * cells + 1]!;
  const height = table[index * cells + 2]!;
  return { data: new Uint8Array(memory.pixels, (place - 1) * unitBytes, width * height * 3), width, height };
}

/** Keeps a picture if there is room. Two workers may keep the same one; the later wins, both are right. */
export function keepPixels(memory: PixelCacheMemory, index: number, { data, width, height }: Pixels): void {
  const table = new Int32Array(memory.table);
  const cursor = table.length - 1;
  const units = Math.ceil(data.length / unitBytes);
  const start = Atomics.add(table, cursor, units);
  if ((start + units) * unitBytes > memory.pixels.byteLength) {
    Atomics.sub(table, cursor, units);
    return;
  }
  new Uint8Array(memory.pixels, start * unitBytes, data.length).set(data);
  table[index * cells + 1] = width;
  table[index * cells + 2] = height;
  Atomics.store(table, index * cells, start + 1);
}
