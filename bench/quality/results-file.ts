// Results of cells, one line of JSON each, appended as they come.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface CellResult {
  readonly pair: string;
  readonly method: string;
  readonly seed: number;
  readonly settings: object;
  /** Hash of the dataset version: equal for all methods of a pair and seed. */
  readonly data: string;
  /** Numbers of examples. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Of the test split, 0 to 1; absent after a failure. */
  readonly accuracy?: number;
  /** What the program chose or did on its way, as it tells it. */
  readonly notes?: object;
  readonly failure?: 'time' | 'error';
  /** From the start of the program to its exit. */
  readonly seconds: number;
  readonly peakMemoryMb: number;
  /** Share of the processor that other programs kept busy just before or after, the larger one. */
  readonly otherLoad: number;
  readonly threads: number;
  readonly machine: string;
  /** ISO date. */
  readonly date: string;
}

export function readCellResults(file: string): CellResult[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as CellResult); // written by addCellResult only
}

export function addCellResult(file: string, result: CellResult): void {
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}
