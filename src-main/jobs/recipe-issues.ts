// What zod found wrong with a recipe, one fault for each field.
import type * as z from 'zod';
import { faultLine, type Got, type RecipeFault, recipeFault } from './recipe-faults.ts';
import { type FieldPath, fieldAt, nearestField } from './recipe-fields.ts';

type Issue = z.core.$ZodIssue;

/** In the order of the recipe, none twice. `written` is what was validated. */
export function fieldFaults(issues: readonly Issue[], written: unknown): RecipeFault[] {
  const faults = issues.flatMap((issue) => faultsOf(issue, [], written));
  return [...new Map(faults.map((fault) => [faultLine(fault), fault])).values()];
}

function faultsOf(issue: Issue, prefix: FieldPath, written: unknown): RecipeFault[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const unknown = [...path, key];
      return recipeFault(unknown.join('.'), 'unknownField', { nearest: nearestField(unknown) ?? null });
    });
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => branch.length > 0 && branch.every(isInside));
    if (meant) return meant.flatMap((inner) => faultsOf(inner, path, written));
  }
  const expected = fieldAt(path) ?? null;
  const got = gotOf(valueAt(written, path));
  return [recipeFault(path.join('.'), 'unexpected', { expected, reason: issue.message, got })];
}

/** A branch of a union was meant when its outer shape fits and only something inside it does not. */
function isInside(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys';
}

function valueAt(written: unknown, path: FieldPath): unknown {
  let value = written;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part]; // own property, checked above
  }
  return value;
}

function gotOf(value: unknown): Got {
  if (value === undefined) return { kind: 'missing' };
  if (Array.isArray(value)) return { items: value.length };
  if (typeof value === 'object' && value !== null) return { kind: 'object' };
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return { value: text.length > 60 ? `${text.slice(0, 57)}..."` : text };
}
