// From a few measured shapes of batch to the time of whole passes.
import type { BatchShape } from './dry-run-sample.ts';

/** What one shape costs. */
export interface ShapeCost {
  readonly size: number;
  /** Once, before its first batch: recording and compiling the graph. */
  readonly onceSeconds: number;
  readonly batchSeconds: number;
}

export interface PassCost {
  readonly shapes: readonly BatchShape[];
  /** Of some of the shapes, the smallest and the largest among them; smallest first. */
  readonly costs: readonly ShapeCost[];
}

/** The shapes worth measuring: the smallest, the largest, and the one that is met most. */
export function shapesToMeasure(shapes: readonly BatchShape[]): BatchShape[] {
  const [first, last] = [shapes[0], shapes.at(-1)];
  const common = shapes.toSorted((a, b) => b.share - a.share)[0];
  return shapes.filter((shape) => shape === first || shape === last || shape === common);
}

/** Seconds of so many batches, the first of each shape without what it costs once. */
export function batchesSeconds({ shapes, costs }: PassCost, batches: number): number {
  return shapes.reduce(
    (sum, { size, share }) =>
      sum + batches * share * between(costs, size, ({ batchSeconds }) => batchSeconds),
    0,
  );
}

/** Seconds that all shapes cost once. */
export function onceSeconds({ shapes, costs }: PassCost): number {
  return shapes.reduce((sum, { size }) => sum + between(costs, size, (cost) => cost.onceSeconds), 0);
}

/** Linear between the measured sizes. */
function between(costs: readonly ShapeCost[], size: number, value: (cost: ShapeCost) => number): number {
  const above = costs.find((cost) => cost.size >= size) ?? costs.at(-1);
  const below = costs.findLast((cost) => cost.size <= size) ?? above;
  if (above === undefined || below === undefined) return 0;
  if (above.size === below.size) return value(above);
  const part = (size - below.size) / (above.size - below.size);
  return value(below) + part * (value(above) - value(below));
}

/** The first measurement apart from the others, whose median it is compared with. */
export function shapeCost(size: number, seconds: readonly number[]): ShapeCost {
  const [first = 0, ...others] = seconds;
  const sorted = others.toSorted((a, b) => a - b);
  const batchSeconds = sorted[sorted.length >> 1] ?? first;
  return { size, batchSeconds, onceSeconds: Math.max(0, first - batchSeconds) };
}

/** Enough to tell the speed of a shape; at least one measurement besides the first. */
export function isEnough(seconds: readonly number[]): boolean {
  return seconds.length >= 6 || (seconds.length >= 2 && seconds.reduce((a, b) => a + b, 0) > 1.5);
}
