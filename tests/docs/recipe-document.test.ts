import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recipeDocument, recipeFieldList, recipeFile } from './recipe-document.ts';
import { recipeNotes } from './recipe-notes.ts';

it('docs/recipe.md is current (npm run docs)', () => {
  expect(readFileSync(recipeFile, 'utf8')).toBe(recipeDocument());
});

it('every field of a recipe is described, and nothing else is', () => {
  const fields = recipeFieldList().map(({ path }) => path);
  expect(Object.keys(recipeNotes).sort()).toEqual(fields.sort());
});
