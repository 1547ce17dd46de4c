// The table of handlers, in the order of the contract.
import { systemHandlers } from './handlers/system.ts';
import { api } from './procedures.ts';

export const router = api.router({
  system: systemHandlers,
});
