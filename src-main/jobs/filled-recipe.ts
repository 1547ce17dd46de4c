// A draft as a whole recipe, whatever it lacks: what is missing or faulty is stood in for, so that the rest can be
// looked at.
import { FinesseError } from '../errors.ts';
import { listCatalogue } from '../library/catalogue.ts';
import type { Recipe } from '../training/recipe.ts';
import { completeRecipe } from './load-recipe.ts';
import type { RecipeFault } from './recipe-faults.ts';

type Draft = Readonly<Record<string, unknown>>;
type StandIn = 'task' | 'model' | 'data';

export interface FilledRecipe {
  /** Every default filled in. */
  readonly recipe: Recipe;
  /** Fields of the draft that are wrong; the recipe has their defaults. */
  readonly faults: readonly RecipeFault[];
  /** What the draft does not say at all, or not rightly. */
  readonly standIns: ReadonlySet<StandIn>;
}

/** `folder` is where relative paths of the draft start, and stands in for its data. */
export function fillRecipe(draft: Draft, folder: string): FilledRecipe {
  const faults: RecipeFault[] = [];
  let rest = draft;
  for (;;) {
    const { whole, standIns } = withStandIns(rest, folder);
    try {
      return { recipe: completeRecipe(whole, { file: 'recipe', folder }), faults, standIns };
    } catch (error) {
      if (!(error instanceof FinesseError) || error.code !== 'jobs.recipeInvalid') throw error;
      const found = error.params.issues as readonly RecipeFault[]; // of this error's own table
      const right = found.reduce((left, { path }) => without(left, path.split('.')), rest);
      if (right === rest) throw error; // a stand-in is wrong, which would never end
      faults.push(...found);
      rest = right;
    }
  }
}

function withStandIns(draft: Draft, folder: string) {
  const [model, data] = [part(draft, 'model'), part(draft, 'data')];
  const standIns = new Set<StandIn>();
  const whole = { ...draft };
  if (draft.task === undefined) {
    standIns.add('task');
    whole.task = 'image-classification';
  }
  if (model.weights === undefined && model.architecture === undefined) {
    standIns.add('model');
    whole.model = { ...model, weights: listCatalogue()[0]!.id };
  }
  if (data.path === undefined) {
    standIns.add('data');
    whole.data = { ...data, path: folder };
  }
  return { whole, standIns };
}

/** Without the field, or the list it is in; the same draft where it has no such field. */
function without(draft: Draft, [name = '', ...inner]: readonly string[]): Draft {
  if (!Object.hasOwn(draft, name)) return draft;
  const { [name]: value, ...others } = draft;
  if (inner.length === 0 || typeof value !== 'object' || value === null || Array.isArray(value))
    return others;
  const left = without(value as Draft, inner); // an object, checked above
  return left === value ? draft : { ...others, [name]: left };
}

/** A part of the draft; empty where it is absent or no object. */
export function part(draft: Draft, name: string): Draft {
  const value = draft[name];
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Draft) : {}; // checked on this line
}
