// A few examples in the place of all, and the shapes of batch they come in.
import type { BatchSource } from '../data/batches.ts';
import type { Batch, DatasetVersion, SplitName } from '../data/dataset-version.ts';
import { openRandom, shuffle } from '../data/random.ts';

/** A part of a dataset version: at most so many examples of each split, drawn by the seed. */
export function sampleVersion(
  version: DatasetVersion,
  sizes: Readonly<Record<SplitName, number>>,
  seed: number,
): DatasetVersion {
  const order = shuffle<number, number[]>([...version.examples.keys()], openRandom(seed, 0));
  const left = { ...sizes };
  const chosen = order.filter((index) => left[version.examples[index]!.split]-- > 0).sort((a, b) => a - b);
  return { ...version, examples: chosen.map((index) => version.examples[index]!) };
}

/** One shape that batches of a pass have. Each shape is compiled once and has its own speed. */
export interface BatchShape {
  readonly batch: Batch;
  /** Numbers in its inputs. */
  readonly size: number;
  /** Part of the batches that have it, 0 to 1. */
  readonly share: number;
}

/** The shapes of a pass with one batch of each, smallest first; only these are kept in memory. */
export async function batchShapes(
  source: BatchSource,
): Promise<{ readonly shapes: readonly BatchShape[]; readonly seconds: number }> {
  const startMs = performance.now();
  const found = new Map<string, { batch: Batch; size: number; count: number }>();
  let batches = 0;
  try {
    for await (const batch of source) {
      const inputs = Object.values(batch.inputs);
      const key = inputs.map(({ shape }) => shape.join()).join(' ');
      const size = inputs.reduce((sum, { data }) => sum + data.length, 0);
      const entry = found.get(key) ?? { batch, size, count: 0 };
      found.set(key, { ...entry, count: entry.count + 1 });
      batches += 1;
    }
  } finally {
    await source.close();
  }
  const shapes = [...found.values()]
    .map(({ batch, size, count }) => ({ batch, size, share: count / batches }))
    .sort((a, b) => a.size - b.size);
  return { shapes, seconds: (performance.now() - startMs) / 1000 };
}
