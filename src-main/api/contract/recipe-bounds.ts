// What a field of a recipe allows, made from its schema (tests/docs/recipe-bounds.ts), so that sliders and choices do
// not write it a second time. What lies outside is told by `recipes.check`, in the words of the schema.
import written from './recipe-bounds.json' with { type: 'json' };

export interface FieldBounds {
  readonly min?: number;
  /** Greater than this, where the end itself is not allowed. */
  readonly above?: number;
  readonly max?: number;
  readonly options?: readonly string[];
}

const bounds: Readonly<Record<string, FieldBounds>> = written;

/** The ends of a slider that moves by `step`. Throws where the schema has no such field or leaves it open. */
export function rangeOf(path: string, step: number): { readonly min: number; readonly max: number } {
  const { min, above, max } = bounds[path] ?? {};
  const low = min ?? (above === undefined ? undefined : above + step);
  if (low === undefined || max === undefined) throw new RangeError(`${path} has no ends`);
  return { min: low, max };
}

/** What can be chosen. Throws where the schema has no such choice. */
export function optionsOf(path: string): readonly string[] {
  const { options } = bounds[path] ?? {};
  if (options === undefined) throw new RangeError(`${path} is no choice`);
  return options;
}
