// Fields of a recipe draft by their path, `hyperparameters.batchSize`. Drafts are plain JSON and are never changed
// in place, so that what draws them sees each change.

export type RecipeDraft = Readonly<Record<string, unknown>>;

/** The value at a path, or undefined where it, or anything above it, is absent. */
export function fieldAt(recipe: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Record<string, unknown>)[part]; // an object, checked above
  }, recipe);
}

/** A copy with `value` at the path; undefined removes the field, and the objects that this leaves empty. */
export function withField(recipe: RecipeDraft, path: string, value: unknown): RecipeDraft {
  const [part = '', ...rest] = path.split('.');
  const inner = rest.length === 0 ? value : withField(asObject(recipe[part]), rest.join('.'), value);
  const gone = inner === undefined || (rest.length > 0 && Object.keys(asObject(inner)).length === 0);
  const { [part]: _, ...others } = recipe;
  return gone ? others : { ...others, [part]: inner };
}

function asObject(value: unknown): RecipeDraft {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as RecipeDraft) : {}; // checked on this line
}

/** Everything written in a recipe that is no object, with its path; a list is one value. */
export function leavesOf(value: unknown, path = ''): (readonly [path: string, value: unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, path === '' ? key : `${path}.${key}`),
  );
}
