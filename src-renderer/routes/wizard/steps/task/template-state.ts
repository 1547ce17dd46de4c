// Templates beside a draft: which of them is in force, and what each sets. Pure.
import type { Template } from '../../../../../src-main/api/contract/recipes.ts';
import { fieldAt, type RecipeDraft } from '../../recipe-path.ts';

export interface TemplateSetting {
  readonly path: string;
  readonly value: unknown;
  /** A word for why; undefined where the template gives none. */
  readonly reason: string | undefined;
}

/** What a template changes besides task and model, in the order of the recipe. */
export function templateSettings({
  recipe,
  reasons,
}: Pick<Template, 'recipe' | 'reasons'>): TemplateSetting[] {
  return leaves(recipe)
    .filter(([path]) => path !== 'task' && !path.startsWith('model.'))
    .map(([path, value]) => ({ path, value, reason: reasonFor(path, reasons) }));
}

/** Everything the template sets stands in the draft as the template sets it. */
export function isInForce(template: Pick<Template, 'recipe'>, draft: RecipeDraft): boolean {
  return leaves(template.recipe).every(
    ([path, value]) => JSON.stringify(fieldAt(draft, path)) === JSON.stringify(value),
  );
}

/** Of several that are in force the one that sets most: others may be a part of it. */
export function templateInForce<Kind extends Pick<Template, 'recipe'>>(
  templates: readonly Kind[],
  draft: RecipeDraft,
): Kind | undefined {
  const [most] = templates
    .filter((template) => isInForce(template, draft))
    .sort((a, b) => leaves(b.recipe).length - leaves(a.recipe).length);
  return most;
}

function reasonFor(path: string, reasons: Template['reasons']): string | undefined {
  return reasons.find((row) => path === row.path || path.startsWith(`${row.path}.`))?.reason;
}

/** Values that are no objects, with their paths. */
function leaves(value: unknown, path = ''): (readonly [path: string, value: unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}
