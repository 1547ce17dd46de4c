// The contract between the renderer and the main process: every procedure with what it takes and gives, and nothing
// else. The renderer imports its type only; the handlers implement it; both carriers move it.
import type { ContractRouterClient } from '@orpc/contract';
import { systemContract } from './contract/system.ts';

export const contract = {
  system: systemContract,
};

/** What the renderer calls. */
export type ApiClient = ContractRouterClient<typeof contract>;
