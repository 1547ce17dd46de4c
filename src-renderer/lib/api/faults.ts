// What a failed call means for the person: a known fault with its code and words, or a fault of the program.
import { ORPCError } from '@orpc/client';
import { ConnectionLostError } from './connection-lost.ts';

export interface Fault {
  /** `<layer>.<name>` of the error tables, or `connection` or `internal`. */
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
  /** The message was written for people. */
  readonly known: boolean;
}

export function faultOf(error: unknown): Fault {
  if (error instanceof ORPCError && error.code === 'FINESSE') {
    const { code, params } = error.data as { code: string; params: Record<string, unknown> }; // as api/procedures.ts sends it
    return { code, params, message: error.message, known: true };
  }
  if (error instanceof ConnectionLostError)
    return { code: 'connection', params: {}, message: error.message, known: true };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', params: {}, message, known: false };
}

/** Whether a call ended because nobody wants its answer any more. */
export function isAborted(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
