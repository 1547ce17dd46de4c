// The base of every handler: the contract bound to the services, with faults turned into what the carriers can hold.
import { implement, ORPCError } from '@orpc/server';
import { FinesseError } from '../errors.ts';
import { toStoreFault } from '../store/sqlite-errors.ts';
import { contract } from './contract.ts';
import type { Services } from './services.ts';

/** `api.runs.list.handler(...)`: implements one procedure of the contract. */
export const api = implement(contract)
  .$context<Services>()
  .use(async ({ context, next }) => {
    try {
      return await next();
    } catch (error) {
      throw carried(toStoreFault(error, context.store.paths.database));
    }
  });

/** A fault a person can act on keeps its code, parameters and words; anything else stays what it is. */
export function carried(error: unknown): unknown {
  if (!(error instanceof FinesseError)) return error;
  const { code, params, message } = error;
  return new ORPCError('FINESSE', { status: 422, message, data: { code, params }, cause: error });
}
