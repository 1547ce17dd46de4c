// What can be wrong with a field of a recipe, and the words for it.
import { type Message, messageTable } from '../errors.ts';
import { expectation, type FieldSchema } from './recipe-fields.ts';

export interface RecipeFault extends Message {
  /** `hyperparameters.batchSize`; empty for the recipe as a whole. */
  readonly path: string;
}

/** What stands in a field: a value as JSON, shortened, or what kind of value. */
export type Got =
  | { readonly value: string }
  | { readonly items: number }
  | { readonly kind: 'object' | 'missing' };

const recipeMessage = messageTable('recipe', {
  unknownField: (p: { nearest: string | null }) =>
    p.nearest === null ? 'there is no such field' : `there is no such field; did you mean ${p.nearest}?`,
  /** `reason` is what the validator says where the field is not one of the schema's. */
  unexpected: (p: { expected: FieldSchema | null; reason: string; got: Got }) => {
    const expected = p.expected === null ? p.reason : `expected ${expectation(p.expected)}`;
    return 'kind' in p.got && p.got.kind === 'missing'
      ? `missing; ${expected}`
      : `${expected}${gotText(p.got)}`;
  },
  nothingThere: (p: { file: string }) => `there is nothing at ${p.file}`,
});

export function recipeFault(path: string, ...said: Parameters<typeof recipeMessage>): RecipeFault {
  return { path, ...recipeMessage(...said) };
}

function gotText(got: Got): string {
  if ('value' in got) return `, got ${got.value}`;
  return 'items' in got ? `, got a list of ${got.items}` : ', got an object';
}

/** `hyperparameters.batchSize: expected ...` */
export function faultLine({ path, message }: RecipeFault): string {
  return `${path === '' ? 'the whole recipe' : path}: ${message}`;
}
