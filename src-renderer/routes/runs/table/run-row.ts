// A run as a line of the table, as the API tells it, and what is read off it.
import type { ApiClient } from '../../../../src-main/api/contract.ts';

export type RunRow = Awaited<ReturnType<ApiClient['runs']['list']>>[number];

/** The last part of the data's path; empty before the data has been read. */
export function datasetName({ dataset }: Pick<RunRow, 'dataset'>): string {
  return dataset?.path.split(/[\\/]/).findLast((part) => part !== '') ?? '';
}
