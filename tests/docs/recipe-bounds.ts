// src-main/api/contract/recipe-bounds.json: what the schema of recipes allows in each field, for controls that have to
// know it before anything is asked. `npm run docs` writes it; recipe-bounds.test.ts fails when it is not current.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FieldBounds } from '../../src-main/api/contract/recipe-bounds.ts';
import type { FieldSchema } from '../../src-main/jobs/recipe-fields.ts';
import { recipeFieldList } from './recipe-document.ts';

export const boundsFile = resolve(import.meta.dirname, '../../src-main/api/contract/recipe-bounds.json');

/** By the path of the field; without those that allow any text or have fields of their own. */
export function recipeBounds(): Readonly<Record<string, FieldBounds>> {
  const entries = recipeFieldList().map(({ path, schema }) => [path, boundsOf(schema)] as const);
  return Object.fromEntries(entries.filter(([, bounds]) => Object.keys(bounds).length > 0));
}

/** Of alternatives, such as false or a number, all together. */
function boundsOf(schema: FieldSchema): FieldBounds {
  const { minimum, maximum, exclusiveMinimum, enum: options, anyOf = [] } = schema;
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  const own = {
    ...(isNumber && minimum !== undefined && { min: minimum }),
    ...(isNumber && exclusiveMinimum !== undefined && { above: exclusiveMinimum }),
    // What zod writes for a whole number without an end.
    ...(isNumber && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { max: maximum }),
    ...(options !== undefined && { options: options.map(String) }),
  };
  return Object.assign({}, own, ...anyOf.map(boundsOf));
}

export function boundsText(): string {
  const lines = Object.entries(recipeBounds()).map(
    ([path, bounds]) => `  ${JSON.stringify(path)}: ${JSON.stringify(bounds)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

if (import.meta.main) writeFileSync(boundsFile, boundsText());
