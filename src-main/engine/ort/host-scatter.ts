// Gradients of embedding tables are almost all zeros. Where one leaves a step, the graph gives the rows that are not,
// and they are put in their places on the host: the zeros are neither computed nor copied.
import type { RecordedOp, Value } from './recording.ts';

/** Tables below this many elements are not worth it. */
const smallestTable = 1 << 20;

/** The rows of a sum over segments, and the segment of each. */
export interface ScatteredRows {
  readonly rows: Value;
  readonly ids: Value;
}

/** What `value` is scattered from, where it is a large UnsortedSegmentSum of `log`; undefined otherwise. */
export function scatteredRows(log: readonly RecordedOp[], value: Value): ScatteredRows | undefined {
  if (value.size < smallestTable || value.dtype !== 'float32') return undefined;
  const op = log.find(({ kernel, outputs }) => kernel === 'UnsortedSegmentSum' && outputs.includes(value));
  if (op === undefined) return undefined;
  const [rows, ids] = op.inputs;
  return rows?.dtype === 'float32' && ids !== undefined ? { rows, ids } : undefined;
}

/** rows[n, width], ids[n] -> dense float32[size]: rows of the same id are added; ids below 0 are left out. */
export function scatterOnHost(rows: Float32Array, ids: Int32Array, size: number): Float32Array {
  const dense = new Float32Array(size);
  const width = rows.length / ids.length;
  ids.forEach((id, row) => {
    if (id < 0) return;
    const from = row * width;
    const to = id * width;
    for (let i = 0; i < width; i++) dense[to + i] += rows[from + i] as number;
  });
  return dense;
}
