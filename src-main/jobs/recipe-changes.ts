// Which settings of a draft differ from what would stand there without them.
import { isDeepStrictEqual } from 'node:util';
import { type Recipe, recipeSchema } from '../training/recipe.ts';
import type { ChangedField } from './recipe-report.ts';

/** What a recipe is about, rather than how it is done. */
const subject =
  /^(task|name|experiment|model($|\.)|data\.(path|validation|test|textColumn|labelColumn|encoding|separator|exclude)$|data\.relabel(\.|$))/;

/**
 * Fields of `draft`, in its order, that change something. `complete` is the draft with every default, also in place of
 * the `faulty` fields.
 */
export function changedFields(
  draft: Readonly<Record<string, unknown>>,
  complete: Recipe,
  faulty: ReadonlySet<string> = new Set(),
): ChangedField[] {
  const { task, model, data } = complete;
  const defaults = recipeSchema.parse({ task, model, data: { path: data.path } });
  return leaves(draft, '').flatMap(({ path, value }) => {
    if (subject.test(path)) return [];
    const usual = fieldAt(defaults, path) ?? null;
    // An object with defaults of its own is compared as it comes out.
    const result = faulty.has(path) ? value : (fieldAt(complete, path) ?? value);
    return isDeepStrictEqual(result, usual) ? [] : [{ path, value, default: usual }];
  });
}

function leaves(value: unknown, path: string): { path: string; value: unknown }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }];
  const prefix = path === '' ? '' : `${path}.`;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([name, inner]) => leaves(inner, `${prefix}${name}`));
}

function fieldAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, part) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return (inner as Record<string, unknown>)[part]; // an object, checked above
  }, value);
}
