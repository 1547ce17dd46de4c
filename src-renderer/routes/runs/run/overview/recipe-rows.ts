// A recipe as rows under headings: every setting, which of them differ from the default, and from what.
import { fieldAt, leavesOf, type RecipeDraft } from '../../../wizard/recipe-path.ts';

export interface RecipeRow {
  readonly path: string;
  readonly value: unknown;
  /** Set where the value differs; null: the default is to choose by itself. */
  readonly changed: { readonly default: unknown } | null;
}

export interface RecipeSection {
  /** First part of the path; `recipe` for what stands at the top. */
  readonly name: string;
  readonly rows: readonly RecipeRow[];
}

interface Change {
  readonly path: string;
  readonly default: unknown;
}

/** What a run is called stands at the top of its page. */
const left = new Set(['name', 'experiment']);

/** Settings that name single examples by their hashes: how many, for a hash says nothing to anybody. */
const counted = ['data.relabel', 'data.exclude'];

/** Every setting with its path; those of single examples as one number. */
function settingsOf(recipe: RecipeDraft): (readonly [path: string, value: unknown])[] {
  const plain = leavesOf(recipe).filter(
    ([path]) => !counted.some((one) => path === one || path.startsWith(`${one}.`)),
  );
  const numbers = counted.flatMap((path) => {
    const value = fieldAt(recipe, path);
    return typeof value === 'object' && value !== null ? [[path, Object.keys(value).length] as const] : [];
  });
  return [...plain, ...numbers];
}

export function recipeSections(
  recipe: Readonly<Record<string, unknown>>,
  changes: readonly Change[],
): readonly RecipeSection[] {
  const byPath = new Map(changes.map((change) => [change.path, change]));
  const sections = new Map<string, RecipeRow[]>();
  for (const [path, value] of settingsOf(recipe)) {
    if (left.has(path)) continue;
    const change = counted.includes(path) ? { default: 0 } : byPath.get(path);
    const name = path.includes('.') ? path.slice(0, path.indexOf('.')) : 'recipe';
    const row = { path, value, changed: change ? { default: change.default } : null };
    sections.set(name, [...(sections.get(name) ?? []), row]);
  }
  return [...sections].map(([name, rows]) => ({ name, rows }));
}

/** Only what differs; sections without differences are left out. */
export function changedOnly(sections: readonly RecipeSection[]): readonly RecipeSection[] {
  return sections
    .map(({ name, rows }) => ({ name, rows: rows.filter(({ changed }) => changed !== null) }))
    .filter(({ rows }) => rows.length > 0);
}
