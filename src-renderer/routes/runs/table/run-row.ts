// A run as a line of the table, as the API tells it, and what is read off it.
import type { ApiClient } from '../../../../src-main/api/contract.ts';

type ToldRow = Awaited<ReturnType<ApiClient['runs']['list']>>[number];
export interface RunRow extends ToldRow {
  /** When the row was read, as `clock.nowMs` counts. */
  readonly readAtMs?: number;
}

/** Seconds under way until `nowMs`: a run in training goes on between two readings. */
export function secondsUntil({ state, seconds, readAtMs }: RunRow, nowMs: number): number {
  return state === 'running' && readAtMs !== undefined
    ? seconds + Math.max(0, nowMs - readAtMs) / 1000
    : seconds;
}

/** The last part of the data's path; empty before the data has been read. */
export function datasetName({ dataset }: Pick<RunRow, 'dataset'>): string {
  return dataset?.path.split(/[\\/]/).findLast((part) => part !== '') ?? '';
}
