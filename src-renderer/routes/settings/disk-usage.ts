// What the API tells of the disk.
import type { ApiClient } from '../../../src-main/api/contract.ts';

export type DiskUsage = Awaited<ReturnType<ApiClient['storage']['usage']>>;
export type CleanUpKind = DiskUsage['cleanable'][number]['what'];
