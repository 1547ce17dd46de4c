// What several parts of the contract share. Everything here is plain data that both carriers can hold.
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { taskNames } from './facts.ts';

/** Progress of a task that takes more than 100 ms; sent at most about ten times a second. */
export const progressSchema = z.object({
  /** What is being done, a stable word the renderer translates. */
  phase: z.string(),
  done: z.number(),
  /** 0 where it is not known. */
  total: z.number(),
});

export type Progress = z.output<typeof progressSchema>;

/** The output of a procedure that reports progress and ends with `result`. */
export const withProgress = <Result extends z.ZodType>(result: Result) =>
  eventIterator(progressSchema, result);

export const taskSchema = z.enum(taskNames);
export const splitSchema = z.enum(['train', 'validation', 'test']);
export const runIdSchema = z.string().regex(/^[0-9a-z]{1,32}$/);

/**
 * Only what JSON has, fields without a value included: the carriers hold dates, maps and integers without bound too,
 * which would be kept as something else, or not at all. As deep as it may be, it is looked through without recursion.
 */
export function isJsonLike(value: unknown): boolean {
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (Array.isArray(next)) for (const item of next) left.push(item);
    else if (typeof next === 'object' && next !== null) {
      const { toJSON } = next as { readonly toJSON?: unknown };
      if (Object.getPrototypeOf(next) !== Object.prototype || typeof toJSON === 'function') return false;
      for (const item of Object.values(next)) left.push(item);
    } else if (typeof next === 'bigint' || typeof next === 'symbol' || typeof next === 'function')
      return false;
  }
  return true;
}

export const jsonLike = [
  isJsonLike,
  'It holds something else than texts, numbers, lists and records.',
] as const;

/** A recipe as far as it has been written; anything may be missing. What is wrong with it is told, not thrown. */
export const recipeDraftSchema = z.record(z.string(), z.unknown()).refine(...jsonLike);
