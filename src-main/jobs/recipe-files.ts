// Recipes as text and as files: read without judging, written as a person would.
import { dirname, resolve } from 'node:path';
import { type Message, plainMessage } from '../errors.ts';
import { writeDurably, writeText } from '../training/durable-files.ts';
import { giveUsualRights } from '../training/file-rights.ts';
import { jobFault } from './errors.ts';
import { jsonFault } from './json-faults.ts';
import { JsonTextFault, parseJsonText } from './json-text.ts';
import { readRecipe } from './load-recipe.ts';
import { resolvePaths } from './recipe-paths.ts';

type Draft = Readonly<Record<string, unknown>>;

export interface ParsedText {
  readonly recipe: Draft | null;
  readonly fault: (Message & { readonly line: number; readonly column: number }) | null;
}

/** The recipe of a JSON text, or where it is no JSON object. */
export function parseRecipe(text: string): ParsedText {
  try {
    const value = parseJsonText(text);
    if (isObject(value)) return { recipe: value, fault: null };
    return { recipe: null, fault: { line: 1, column: 1, ...jsonFault('notAnObject', {}) } };
  } catch (error) {
    if (!(error instanceof JsonTextFault)) throw error;
    const { line, column } = error;
    return { recipe: null, fault: { line, column, ...plainMessage(error) } };
  }
}

/** A recipe file as a draft, its paths absolute. Throws `jobs.recipeUnreadable`, `jobs.recipeSyntax`. */
export function openRecipe(file: string): Draft {
  const written = readRecipe(file);
  const model = isObject(written.model) ? written.model : {};
  const data = isObject(written.data) ? written.data : {};
  const { recipe } = resolvePaths({ model, data }, dirname(resolve(file)));
  return {
    ...written,
    ...(isObject(written.model) && { model: recipe.model }),
    ...(isObject(written.data) && { data: recipe.data }),
  };
}

/** Writes a recipe, replacing the file as a whole. Throws `jobs.recipeUnwritable`. */
export function saveRecipe(file: string, recipe: Draft): void {
  try {
    writeDurably(file, (fd) => writeText(fd, `${JSON.stringify(recipe, null, 2)}\n`));
    giveUsualRights(file);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw jobFault('recipeUnwritable', { file, problem }, error);
  }
}

function isObject(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
