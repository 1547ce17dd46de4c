// What zod found wrong with a recipe, one line for each field: `hyperparameters.batchSize: expected ..., got ...`.
import type * as z from 'zod';
import { expectation, type FieldPath, fieldAt, unknownField } from './recipe-fields.ts';

type Issue = z.core.$ZodIssue;

/** One line per fault, in the order of the recipe. `written` is what was validated. */
export function issueLines(issues: readonly Issue[], written: unknown): string[] {
  return [...new Set(issues.flatMap((issue) => lines(issue, [], written)))];
}

function lines(issue: Issue, prefix: FieldPath, written: unknown): string[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${shown([...path, key])}: ${unknownField([...path, key])}`);
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => branch.length > 0 && branch.every(isInside));
    if (meant) return meant.flatMap((inner) => lines(inner, path, written));
  }
  const field = fieldAt(path);
  const value = valueAt(written, path);
  const expected = field ? `expected ${expectation(field)}` : issue.message;
  return [`${shown(path)}: ${value === undefined ? 'missing; ' : ''}${expected}${got(value)}`];
}

/** A branch of a union was meant when its outer shape fits and only something inside it does not. */
function isInside(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys';
}

function shown(path: FieldPath): string {
  return path.length === 0 ? 'the whole recipe' : path.join('.');
}

function valueAt(written: unknown, path: FieldPath): unknown {
  let value = written;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part]; // own property, checked above
  }
  return value;
}

function got(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return `, got ${value}`;
  if (Array.isArray(value)) return `, got a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return ', got an object';
  const text = JSON.stringify(value);
  return `, got ${text.length > 60 ? `${text.slice(0, 57)}..."` : text}`;
}
