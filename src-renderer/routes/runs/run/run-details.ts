// What is known of a run besides its course.
import type { ApiClient } from '../../../../src-main/api/contract.ts';

export type RunDetails = Awaited<ReturnType<ApiClient['runs']['get']>>;
