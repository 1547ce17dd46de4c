// Templates beside a draft: which of them is in force, and what each sets. Pure.
import type { Template } from '../../../../../src-main/api/contract/recipes.ts';
import { fieldAt, leavesOf, type RecipeDraft } from '../../recipe-path.ts';

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
  return leavesOf(recipe)
    .filter(([path]) => path !== 'task' && !path.startsWith('model.'))
    .map(([path, value]) => ({ path, value, reason: reasonFor(path, reasons) }));
}

/** Everything the template sets stands in the draft as the template sets it. */
export function isInForce(template: Pick<Template, 'recipe'>, draft: RecipeDraft): boolean {
  return leavesOf(template.recipe).every(
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
    .sort((a, b) => leavesOf(b.recipe).length - leavesOf(a.recipe).length);
  return most;
}

function reasonFor(path: string, reasons: Template['reasons']): string | undefined {
  return reasons.find((row) => path === row.path || path.startsWith(`${row.path}.`))?.reason;
}
