// Runs side by side, as the API tells them.
import type { ApiClient } from '../../../src-main/api/contract.ts';

type Comparison = Awaited<ReturnType<ApiClient['runs']['compare']>>;
export type ComparedRun = Comparison['runs'][number];
export type BaselineComparison = Comparison['baseline'][number];
export type ChangedExample = BaselineComparison['improved'][number];
export type Setting = string | number | boolean | null;

/** More curves than these cannot be told apart. */
export const mostCompared = 12;

/** Ids from the address, each once. */
export function idsOf(text: string | null): readonly string[] {
  return [...new Set((text ?? '').split(',').filter((id) => /^[0-9a-z]{1,32}$/.test(id)))];
}
