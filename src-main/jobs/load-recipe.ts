// From a recipe file to a recipe: read, changed by --set, validated, its paths made absolute, defaults filled in.
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { plainMessage } from '../errors.ts';
import { type Recipe, recipeSchema } from '../training/recipe.ts';
import { jobFault } from './errors.ts';
import { JsonTextFault, parseJsonText } from './json-text.ts';
import { conflictFaults } from './recipe-conflicts.ts';
import type { RecipeFault } from './recipe-faults.ts';
import { fieldFaults } from './recipe-issues.ts';
import { applyOverrides } from './recipe-overrides.ts';
import { resolvePaths } from './recipe-paths.ts';

type Json = Readonly<Record<string, unknown>>;

const maxBytes = 1_000_000;

/**
 * The complete recipe of a file. Paths in it are relative to the file; those in `overrides` (`path=value`) to the
 * current folder. Throws `jobs.recipe*` and `jobs.set*` faults that name file, line or field.
 */
export function loadRecipe(file: string, overrides: readonly string[] = []): Recipe {
  const changed = applyOverrides(readRecipe(file), overrides, process.cwd());
  return completeRecipe(changed, { file, folder: dirname(resolve(file)) });
}

/** The object in a recipe file, as it was written and unchecked. Throws `jobs.recipeUnreadable` and `recipeSyntax`. */
export function readRecipe(file: string): Record<string, unknown> {
  const written = parseText(readText(resolve(file)), file);
  if (typeof written === 'object' && written !== null && !Array.isArray(written))
    return written as Record<string, unknown>; // an object, checked on this line
  throw invalid(file, fieldFaults(recipeSchema.safeParse(written).error?.issues ?? [], written));
}

/** Validates a recipe that is already an object. `file` names it in messages, `folder` is where its paths start. */
export function completeRecipe(
  written: Record<string, unknown>,
  { file, folder }: { file: string; folder: string },
): Recipe {
  const first = recipeSchema.safeParse(written);
  if (!first.success) throw invalid(file, fieldFaults(first.error.issues, written));
  // Shapes are right from here on, so that the looks below need no caution.
  const shaped = written as { task: Recipe['task']; model: Json; data: Json };
  const { recipe, faults: lost } = resolvePaths(shaped, folder);
  const faults = [...conflictFaults(written, defaultsFor(shaped)), ...lost];
  if (faults.length > 0) throw invalid(file, faults);
  return recipeSchema.parse(recipe);
}

/** What a recipe holds that says no more than which task, which model and which data; those two are never defaults. */
function defaultsFor({ task, model, data }: { task: Recipe['task']; model: Json; data: Json }): Json {
  return {
    ...recipeSchema.parse({ task, model, data: { path: data.path } }),
    task: undefined,
    model: undefined,
  };
}

function invalid(file: string, issues: readonly RecipeFault[]) {
  return jobFault('recipeInvalid', { file, issues });
}

function readText(file: string): string {
  const unreadable = (problem: string, cause?: unknown) =>
    jobFault('recipeUnreadable', { file, problem }, cause);
  const bytes = readBytes(file, unreadable);
  if (bytes.length === 0) throw unreadable('it is empty.');
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw unreadable('it is UTF-16 text; save it as UTF-8.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes); // takes a byte order mark away
  } catch (error) {
    throw unreadable('it is not UTF-8 text.', error);
  }
}

function readBytes(file: string, unreadable: (problem: string, cause?: unknown) => Error): Buffer {
  // No file system takes a NUL in a name, and Node.js throws its own error for it.
  const entry = file.includes('\0') ? undefined : statSync(file, { throwIfNoEntry: false });
  if (!entry) throw unreadable('there is no such file.');
  if (entry.isDirectory()) throw unreadable('it is a folder; give the recipe file in it.');
  if (!entry.isFile()) throw unreadable('it is not a file.');
  if (entry.size > maxBytes)
    throw unreadable(`it has ${entry.size} bytes; a recipe has at most ${maxBytes}.`);
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable((error as Error).message, error);
  }
}

function parseText(text: string, file: string): unknown {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonTextFault)) throw error;
    const { line, column } = error;
    throw jobFault('recipeSyntax', { file, line, column, problem: plainMessage(error) }, error);
  }
}
