// Whether an exported file says what the run says: the same examples through both, compared by their probabilities.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetVersion, Example } from '../data/dataset-version.ts';
import { readJson } from './durable-files.ts';
import type { PredictorInput } from './predictor.ts';
import { runFiles } from './run-files.ts';

export interface ExportParity {
  /** Examples that went through the run and through the exported file. */
  readonly examples: number;
  /** Where they come from; made up where the run's files are gone. */
  readonly inputs: 'test' | 'validation' | 'synthetic';
  /** Of a probability. */
  readonly largestDifference: number;
  readonly tolerance: number;
  /** Examples with the same predicted class on both sides. */
  readonly agreeing: number;
}

/** A probability may differ by this much; rounding in another order of operations stays well below. */
export const parityTolerance = 1e-4;

/** As many as show a mistake in preprocessing or in one class, and still take seconds. */
const mostExamples = 32;

/** Examples of the test split, or else of the validation split, whose files are still there; spread over the split. */
export function parityExamples(
  runFolder: string,
): { readonly inputs: 'test' | 'validation'; readonly list: PredictorInput[] } | undefined {
  const path = join(runFolder, runFiles.dataset);
  if (!existsSync(path)) return undefined;
  const version = readJson(path) as DatasetVersion; // written by prepareDataset
  for (const split of ['test', 'validation'] as const) {
    const usable = version.examples.filter((example) => example.split === split && isThere(example));
    if (usable.length > 0) return { inputs: split, list: spread(usable).map(inputOf) };
  }
  return undefined;
}

function isThere({ text, source }: Example): boolean {
  return text === undefined ? existsSync(source.path) : text.trim() !== '';
}

function inputOf({ text, source }: Example): PredictorInput {
  return text === undefined ? { file: source.path } : { text };
}

function spread<Item>(items: readonly Item[]): Item[] {
  const count = Math.min(mostExamples, items.length);
  return Array.from({ length: count }, (_, at) => items[Math.floor((at * items.length) / count)]!);
}

/** Compares rows of probabilities, float32[classes] each. A value that is not a number is an infinite difference. */
export function compareRows(
  expected: readonly Float32Array[],
  actual: readonly Float32Array[],
  inputs: ExportParity['inputs'],
): ExportParity {
  let [largest, agreeing] = [0, 0];
  for (const [row, values] of expected.entries()) {
    const other = actual[row];
    values.forEach((value, index) => {
      const difference = Math.abs(value - (other?.[index] ?? Number.NaN));
      // NaN compares false with everything; it has to count.
      if (!(difference <= largest))
        largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    });
    if (other !== undefined && best(values) === best(other)) agreeing++;
  }
  return {
    examples: expected.length,
    inputs,
    largestDifference: largest,
    tolerance: parityTolerance,
    agreeing,
  };
}

function best(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}
